/** A form[data-send-on-change] needs no button: it sends itself when something else is chosen. */
export function sendOnChange() {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-send-on-change]")) {
    form.querySelector("button")?.classList.add("sr")
    form.addEventListener("change", () => form.requestSubmit())
  }
}

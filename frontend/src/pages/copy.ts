/** A [data-copy] button puts what its selector finds on the clipboard, and says so for a moment. */
export function offerCopies() {
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest<HTMLElement>("[data-copy]")
    if (button) void copy(button)
  })
}

async function copy(button: HTMLElement) {
  const source = document.querySelector(button.dataset.copy!)
  if (!source) return
  await navigator.clipboard.writeText(source instanceof HTMLTextAreaElement ? source.value : source.textContent)
  say(button, button.dataset.copied!)
}

function say(button: HTMLElement, text: string) {
  const note = document.createElement("span")
  note.className = "chip good"
  note.setAttribute("role", "status")
  button.after(note)
  // A live region speaks of what changes in it, not of what it is born with.
  requestAnimationFrame(() => (note.textContent = text))
  setTimeout(() => note.remove(), 3000)
}

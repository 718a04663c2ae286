/** Calls back whenever the page or the network may have been away. Returns the way to stop. */
export function onWake(wake: () => void, page: Window = window): () => void {
  const wakeIfVisible = () => page.document.visibilityState === "visible" && wake()
  page.addEventListener("online", wake)
  page.addEventListener("pageshow", wake)
  page.document.addEventListener("visibilitychange", wakeIfVisible)
  return () => {
    page.removeEventListener("online", wake)
    page.removeEventListener("pageshow", wake)
    page.document.removeEventListener("visibilitychange", wakeIfVisible)
  }
}

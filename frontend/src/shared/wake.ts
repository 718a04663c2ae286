/** Calls back whenever the page or the network may have been away. */
export function onWake(wake: () => void) {
  addEventListener("online", wake)
  addEventListener("pageshow", wake)
  document.addEventListener("visibilitychange", () => document.hidden || wake())
}

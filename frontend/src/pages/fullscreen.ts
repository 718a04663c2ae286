/** A [data-fullscreen] button gives the main column the whole screen, for a wall that people walk past. */
export function offerFullscreen() {
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("[data-fullscreen]")) void toggle()
  })
}

async function toggle() {
  if (document.fullscreenElement) await document.exitFullscreen()
  else await document.querySelector("main")!.requestFullscreen()
}

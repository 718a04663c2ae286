import htmx from "htmx.org"

/**
 * Parts of a page that ask again by themselves. A [data-live-state] says in words whether they still get answers:
 * a wall of numbers that stand still looks like a quiet day.
 */
export function watchLiveParts() {
  // What people opened stays open when its part is drawn again.
  htmx.config.morphIgnore.push("open")
  document.addEventListener("htmx:before:swap", stayOrSignIn)
  document.addEventListener("htmx:after:request", ({ detail }) => say(detail.ctx.response!.status < 400))
  document.addEventListener("htmx:error", () => say(false))
}

/** Somebody who was signed out is sent to the sign-in page, which belongs into the whole window. */
function stayOrSignIn(event: HTMLElementEventMap["htmx:before:swap"]) {
  if (!event.detail.ctx.response?.raw.redirected) return
  event.preventDefault()
  location.reload()
}

function say(isFresh: boolean) {
  const state = document.querySelector<HTMLElement>("[data-live-state]")
  if (!state) return
  const text = (isFresh ? state.dataset.fresh : state.dataset.stale)!
  if (state.textContent !== text) state.textContent = text
  state.classList.toggle("good", isFresh)
  state.classList.toggle("bad", !isFresh)
}

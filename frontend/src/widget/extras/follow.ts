/** How near to its end the log must be to stay there. */
const NEAR = 80

/** Keeps a log at its end when it, or a picture in it, changes its size; not while somebody reads further up. */
export function follow(log: HTMLElement) {
  let isAtEnd = true
  let height = log.clientHeight
  const keep = () => {
    height = log.clientHeight
    if (isAtEnd) log.scrollTop = log.scrollHeight
  }
  log.addEventListener("scroll", () => {
    // When the log has shrunk, nobody has scrolled.
    if (log.clientHeight === height) isAtEnd = log.scrollHeight - log.scrollTop - height < NEAR
  })
  log.addEventListener("load", keep, true)
  new ResizeObserver(keep).observe(log)
}

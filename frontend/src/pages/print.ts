/** A [data-print] button prints the page, or keeps it as a PDF. */
export function offerPrint() {
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("[data-print]")) print()
  })
}

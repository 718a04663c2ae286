import type { ConsoleBrand } from "../shared/protocol"

/** The brand's colours for everything inside. Preact sets them one by one, which a strict CSP allows. */
export function brandStyle({ colours }: ConsoleBrand): Record<string, string> {
  return {
    "--brand": colours.fill,
    "--brand-ink": colours.ink,
    "--brand-edge": `light-dark(${colours.edge_light}, ${colours.edge_dark})`,
    "--brand-text": `light-dark(${colours.text_light}, ${colours.text_dark})`,
  }
}

/** Never alone: the brand's name stands beside it, so that colour is not the only sign. */
export function Monogram({ brand }: { brand: ConsoleBrand }) {
  return (
    <span class="mono" aria-hidden="true">
      {brand.monogram}
    </span>
  )
}

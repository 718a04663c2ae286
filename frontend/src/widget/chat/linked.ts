import { h } from "./dom"

const LINK = /(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}])/g

/** Plain text with its addresses made clickable, as nodes: nothing in it is ever read as HTML. */
export function linked(text: string): (Node | string)[] {
  return text.split(LINK).map((part, index) => (index % 2 ? link(part) : part))
}

function link(address: string): Node {
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, address)
}

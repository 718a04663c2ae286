type Child = Node | string | false | null | undefined
type Properties = Record<string, unknown>

/** An element. `class`, `role`, `for`, `aria-…` and the like are attributes; functions are listeners ("onclick"). */
export function h<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, properties: Properties = {}, ...children: Child[]) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) set(element, name, value)
  element.append(...children.filter((child): child is Node | string => Boolean(child)))
  return element
}

/** A labelled text field. */
export function field(label: string, properties: Properties): HTMLElement {
  return h("label", {}, label, h("input", properties))
}

function set(element: HTMLElement, name: string, value: unknown) {
  if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener)
  else if (value === true) element.setAttribute(name, "")
  else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value))
}

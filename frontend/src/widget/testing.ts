// Stand-ins for the browser's page, for tests alone.
import { vi } from "vitest"

export class FakeElement extends EventTarget {
  children: FakeElement[] = []
  parent?: FakeElement
  hidden = false
  value = ""
  textContent = ""
  src = ""
  style: Record<string, string> = {}
  contentWindow = { postMessage: vi.fn() }
  adoptedStyleSheets: unknown[] = []
  readonly attributes: Record<string, string> = {}

  constructor(readonly tag: string) {
    super()
  }

  append(...children: (FakeElement | string)[]) {
    for (const child of children) if (child instanceof FakeElement) this.#adopt(child)
  }

  replaceChildren(...children: (FakeElement | string)[]) {
    this.children = []
    this.append(...children)
  }

  remove() {
    if (this.parent) this.parent.children = this.parent.children.filter((child) => child !== this)
  }

  setAttribute(name: string, value: string) {
    this.attributes[name] = value
  }

  /** By the names of tags alone. */
  querySelectorAll(tags: string): FakeElement[] {
    return this.all.filter(({ tag }) => tags.split(", ").includes(tag))
  }

  attachShadow() {
    const root = new FakeElement("root")
    this.append(root)
    return root
  }

  focus() {}

  /** What is in it, however deep. */
  get all(): FakeElement[] {
    return this.children.flatMap((child) => [child, ...child.all])
  }

  #adopt(child: FakeElement) {
    child.remove()
    child.parent = this
    this.children.push(child)
  }
}

/** A page with a body and nothing in it; its events go to what it returns. */
export function stubPage() {
  const page = new EventTarget()
  const body = new FakeElement("body")
  const document = Object.assign(new EventTarget(), {
    body,
    title: "",
    referrer: "",
    createElement: (tag: string) => new FakeElement(tag),
  })
  vi.stubGlobal("document", document)
  vi.stubGlobal("window", page)
  vi.stubGlobal("location", { href: "https://shop.example/" })
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page))
  vi.stubGlobal("dispatchEvent", page.dispatchEvent.bind(page))
  vi.stubGlobal("CSSStyleSheet", class { replaceSync() {} })
  return { page, body }
}

import type * as Extras from "../extras"
import { h } from "./dom"
import type { Lazy } from "./lazy"
import type { Translate } from "./texts"

export interface Part {
  readonly element: HTMLElement
  draw(): void
}

/** The place of a part that is loaded when it is first drawn. Where that fails, it says so and offers to try again. */
export class Extra<Kind extends Part> {
  readonly element = h("div", { class: "extra" })
  part?: Kind
  #getting?: Promise<Kind | undefined>

  constructor(
    private readonly lazy: Lazy,
    private readonly t: Translate,
    private readonly create: (extras: typeof Extras) => Kind,
    private readonly onDrawn = () => {},
  ) {}

  draw() {
    if (this.part) this.part.draw()
    else this.get()
  }

  /** The part, or nothing when it could not be loaded. */
  get(): Promise<Kind | undefined> {
    this.#getting ??= this.#load().catch(() => this.#apologise())
    return this.#getting
  }

  /** When it is drawn next, it begins anew. */
  clear() {
    this.part = this.#getting = undefined
    this.element.replaceChildren()
  }

  async #load(): Promise<Kind> {
    const part = this.create(await this.lazy.load())
    this.part = part
    this.element.replaceChildren(part.element)
    part.draw()
    this.onDrawn()
    return part
  }

  #apologise(): undefined {
    const retry = () => {
      this.#getting = undefined
      this.get()
    }
    const button = h("button", { type: "button", class: "link", onclick: retry }, this.t("retry"))
    this.element.replaceChildren(h("p", { class: "error", role: "alert" }, this.t("failed")), button)
  }
}

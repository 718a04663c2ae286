import type { Rows } from "../extras/rows"
import { h } from "./dom"
import { Extra } from "./extra"
import { linked } from "./linked"
import type { Tools } from "./tools"

/** How near to its end the log must be to follow new messages. */
const NEAR = 80

/** The conversation: a greeting, from the first message on the rows, and who is typing. */
export class Log {
  readonly element: HTMLElement
  readonly #rows: Extra<Rows>
  readonly #typing = h("div", { class: "typing", "aria-hidden": "true" }, h("i"), h("i"), h("i"), h("span"))

  constructor(private readonly tools: Tools) {
    const { boot, lazy, t } = tools
    const { greeting } = boot.brand
    const hello = !!greeting && h("div", { class: "row agent" }, h("div", { class: "text" }, ...linked(greeting)))
    this.#rows = new Extra(lazy, t, ({ Rows }) => new Rows(tools, this.element), () => this.scrollToEnd())
    const attributes = { class: "log", role: "log", "aria-label": t("conversation"), tabindex: 0 }
    this.element = h("div", attributes, hello, this.#rows.element, this.#typing)
  }

  draw() {
    const { isLoading, transcript, typing } = this.tools.client
    const isAtEnd = this.#isAtEnd()
    this.element.setAttribute("aria-busy", String(isLoading))
    if (transcript.rows.length || this.#rows.part) this.#rows.draw()
    this.#typing.hidden = !typing.name
    this.#typing.lastElementChild!.textContent = this.tools.t("typing", { name: typing.name })
    if (isAtEnd) this.scrollToEnd()
  }

  scrollToEnd() {
    this.element.scrollTop = this.element.scrollHeight
  }

  #isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.element
    return scrollHeight - scrollTop - clientHeight < NEAR
  }
}

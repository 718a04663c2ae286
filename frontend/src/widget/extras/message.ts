import { h } from "../chat/dom"
import { linked } from "../chat/linked"
import type { Tools } from "../chat/tools"
import type { Row } from "../chat/transcript"
import type { Dates } from "./dates"
import { Files } from "./files"

/** A message in the log. What changes about it is written into what is there. */
export class Message {
  readonly element: HTMLElement
  readonly #text = h("div", { class: "text", dir: "auto" })
  readonly #files: Files
  readonly #state = h("span")
  readonly #retry: HTMLElement
  #shown = ""

  constructor(
    private readonly row: Row,
    private readonly tools: Tools,
    private readonly dates: Dates,
  ) {
    const { client, t } = tools
    const author = row.from === "visitor" ? t("you") : row.name
    this.#files = new Files(row, tools)
    this.#retry = h("button", { type: "button", class: "link", onclick: () => client.retry(row.key) }, t("retry"))
    const state = h("div", { class: "state" }, this.#state, " ", this.#retry)
    const name = h("span", { class: "hidden" }, `${author}: `)
    this.element = h("div", { class: `row ${row.from}` }, name, this.#text, this.#files.element, state)
  }

  draw(isSeen: boolean) {
    const { state, code } = this.row
    this.#drawText()
    this.#files.draw()
    const words = this.#describe(isSeen)
    if (this.#state.textContent !== words) this.#state.textContent = words
    const isBad = state === "late" || state === "failed"
    this.element.classList.toggle("bad", isBad)
    this.#retry.hidden = !isBad || code === "too_large" || code === "forbidden"
  }

  #drawText() {
    const { body, isRedacted } = this.row
    const text = isRedacted ? this.tools.t("removed") : body
    this.#text.hidden = !text
    if (this.#shown === text) return
    this.#shown = text
    this.#text.replaceChildren(...linked(text))
    this.#text.classList.toggle("removed", isRedacted)
  }

  #describe(isSeen: boolean): string {
    const { t } = this.tools
    const { from, state, at, code, isEdited } = this.row
    const time = this.dates.time(at)
    if (from === "agent") return isEdited ? `${time} · ${t("edited")}` : time
    if (state === "sent") return `${t(isSeen ? "read" : "sent")} ${time}`
    if (state === "sending") return t("sending")
    return t(code === "too_large" ? "too_long" : "not_sent")
  }
}

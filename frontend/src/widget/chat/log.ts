import type { Client } from "./client"
import { Dates } from "./dates"
import { h } from "./dom"
import { linked } from "./linked"
import type { TextKey, Translate } from "./texts"
import type { Row } from "./transcript"

/** How near to its end the log must be to follow new messages. */
const NEAR = 80

/** The conversation. Rows are added and changed, never drawn anew: a screen reader would read all of it again. */
export class Log {
  readonly element: HTMLElement
  readonly #rows = new Map<string, HTMLElement>()
  readonly #days = new Map<string, HTMLElement>()
  readonly #dates: Dates
  readonly #typing: HTMLElement
  readonly #greeting: HTMLElement

  constructor(
    private readonly client: Client,
    private readonly t: Translate,
    language: string,
    greeting: string,
  ) {
    this.#dates = new Dates(language)
    this.#greeting = h("div", { class: "row agent" }, h("div", { class: "text" }, ...linked(greeting)))
    this.#greeting.hidden = !greeting
    this.#typing = h("div", { class: "typing", "aria-hidden": "true" }, h("i"), h("i"), h("i"), h("span"))
    const attributes = { class: "log", role: "log", "aria-label": t("conversation"), tabindex: 0 }
    this.element = h("div", attributes, this.#greeting, this.#typing)
  }

  draw() {
    const { client } = this
    const isAtEnd = this.#isAtEnd()
    this.element.setAttribute("aria-busy", String(client.isLoading))
    this.#drawRows(client.transcript.rows)
    this.#typing.hidden = !client.typing.name
    this.#typing.lastElementChild!.textContent = this.t("typing", { name: client.typing.name })
    if (isAtEnd) this.scrollToEnd()
  }

  scrollToEnd() {
    this.element.scrollTop = this.element.scrollHeight
  }

  #isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.element
    return scrollHeight - scrollTop - clientHeight < NEAR
  }

  #drawRows(rows: Row[]) {
    if (rows.length < this.#rows.size) this.#clear()
    let previous = this.#greeting
    let day: string | undefined
    for (const row of rows) {
      const element = this.#rows.get(row.key) ?? this.#create(row)
      this.#update(element, row)
      if (element.dataset.day !== day) previous = place(this.#dayLine((day = element.dataset.day!)), previous)
      previous = place(element, previous)
    }
  }

  #clear() {
    this.element.replaceChildren(this.#greeting, this.#typing)
    this.#rows.clear()
    this.#days.clear()
  }

  #create(row: Row): HTMLElement {
    const element = row.from === "system" ? this.#systemLine(row) : this.#message(row)
    element.dataset.day = this.#dates.day(row.at)
    this.#rows.set(row.key, element)
    return element
  }

  #dayLine(day: string): HTMLElement {
    const line = this.#days.get(day) ?? h("div", { class: "day" }, day)
    this.#days.set(day, line)
    return line
  }

  #systemLine({ body, name }: Row): HTMLElement {
    return h("div", { class: "row system" }, this.t(body as TextKey, { name }))
  }

  #message({ from, name, body, key }: Row): HTMLElement {
    const author = from === "visitor" ? this.t("you") : name
    const retry = h("button", { type: "button", class: "link", onclick: () => this.client.retry(key) }, this.t("retry"))
    return h(
      "div",
      { class: `row ${from}` },
      h("span", { class: "hidden" }, `${author}: `),
      h("div", { class: "text", dir: "auto" }, ...linked(body)),
      h("div", { class: "state" }, h("span"), " ", retry),
    )
  }

  #update(element: HTMLElement, row: Row) {
    const state = element.querySelector(".state")
    if (!state) return
    const [words, retry] = state.children as unknown as HTMLElement[]
    const text = this.#describe(row)
    if (words.textContent !== text) words.textContent = text
    const isBad = row.state === "late" || row.state === "failed"
    element.classList.toggle("bad", isBad)
    retry.hidden = !isBad || row.code === "too_large"
  }

  #describe({ from, state, at, code }: Row): string {
    if (from === "agent") return this.#dates.time(at)
    if (state === "sent") return `${this.t("sent")} ${this.#dates.time(at)}`
    if (state === "sending") return this.t("sending")
    return this.t(code === "too_large" ? "too_long" : "not_sent")
  }
}

/** Puts an element after another one, and leaves it alone when it is there. */
function place(element: HTMLElement, previous: HTMLElement): HTMLElement {
  if (previous.nextElementSibling !== element) previous.after(element)
  return element
}

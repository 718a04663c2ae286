import { ReadMarks } from "../../shared/read-marks"
import { h } from "../chat/dom"
import type { TextKey } from "../chat/texts"
import type { Tools } from "../chat/tools"
import type { Row, Transcript } from "../chat/transcript"
import { Dates } from "./dates"
import { follow } from "./follow"
import { Message } from "./message"

interface Line {
  element: HTMLElement
  draw?(isSeen: boolean): void
}

/** What is in the log. Rows are added and changed, never drawn anew: a screen reader would read all of it again. */
export class Rows {
  readonly element = h("div", { class: "extra" })
  readonly #dates: Dates
  readonly #marks: ReadMarks
  readonly #lines = new Map<string, Line>()
  readonly #days = new Map<string, HTMLElement>()

  constructor(
    private readonly tools: Tools,
    log: HTMLElement,
  ) {
    const { reading, transcript } = tools.client
    this.#dates = new Dates(tools.language)
    this.#marks = new ReadMarks(reading.options)
    reading.adopt(this.#marks)
    reading.look(transcript)
    follow(log)
  }

  draw() {
    const { transcript } = this.tools.client
    const { rows } = transcript
    if (rows.length < this.#lines.size) this.#clear()
    const seen = this.#seenOf(transcript)
    let previous: HTMLElement | undefined
    let day: string | undefined
    for (const row of rows) {
      const line = this.#lines.get(row.key) ?? this.#create(row)
      line.draw?.(row === seen)
      const { element } = line
      if (element.dataset.day !== day) previous = this.#place(this.#dayLine((day = element.dataset.day!)), previous)
      previous = this.#place(element, previous)
    }
  }

  /** The visitor's last message, if the agent has seen it. */
  #seenOf({ rows }: Transcript): Row | undefined {
    const last = rows.findLast(({ from, state }) => from === "visitor" && state === "sent")
    return last && this.#marks.of(last.conv!, "agent") >= last.seq ? last : undefined
  }

  #clear() {
    this.element.replaceChildren()
    this.#lines.clear()
    this.#days.clear()
  }

  #create(row: Row): Line {
    const line = row.from === "system" ? this.#systemLine(row) : new Message(row, this.tools, this.#dates)
    line.element.dataset.day = this.#dates.day(row.at)
    this.#lines.set(row.key, line)
    return line
  }

  #dayLine(day: string): HTMLElement {
    const line = this.#days.get(day) ?? h("div", { class: "day" }, day)
    this.#days.set(day, line)
    return line
  }

  #systemLine({ body, name }: Row): Line {
    return { element: h("div", { class: "row system" }, this.tools.t(body as TextKey, { name })) }
  }

  /** Puts an element after another one, and leaves it alone when it is there. */
  #place(element: HTMLElement, previous?: HTMLElement): HTMLElement {
    const next = previous ? previous.nextElementSibling : this.element.firstElementChild
    if (next !== element) this.element.insertBefore(element, next)
    return element
  }
}

import type { FileCard } from "../../shared/protocol"
import { h } from "../chat/dom"
import type { Tools } from "../chat/tools"
import { Waiting } from "./waiting"

const MOST = 5

/** The files of the message that is being written: each is uploaded at once, and can be taken out again. */
export class Tray {
  readonly element: HTMLElement
  readonly #list = h("ul", { class: "tray" })
  readonly #notice = h("p", { class: "error", role: "alert" })
  #files: Waiting[] = []
  #isWanted = false

  constructor(
    private readonly tools: Tools,
    private readonly onReady: () => void,
  ) {
    this.element = h("div", { class: "trays" }, this.#list, this.#notice)
    this.draw()
  }

  draw() {
    this.element.hidden = !this.#files.length && !this.#notice.textContent
  }

  add(files: File[]) {
    const room = MOST - this.#files.length
    this.#notice.textContent = files.length > room ? this.tools.t("file_count", { count: MOST }) : ""
    for (const file of files.slice(0, room)) this.#addOne(file)
    this.draw()
  }

  /** False while files are on their way; it calls back then. Refused ones stay out. */
  isReady(): boolean {
    this.#isWanted = this.#files.some(({ state }) => state === "loading")
    return !this.#isWanted
  }

  /** The files of the message that goes now; the tray is empty again. */
  take(): FileCard[] {
    const ready = this.#files.filter(({ card }) => card)
    for (const file of ready) file.element.remove()
    this.#files = this.#files.filter(({ card }) => !card)
    this.#notice.textContent = ""
    this.draw()
    return ready.map(({ card }) => card!)
  }

  #addOne(file: File) {
    const waiting = new Waiting(file, this.tools, {
      onChange: () => this.#follow(),
      onRemove: () => this.#remove(waiting),
    })
    this.#files.push(waiting)
    this.#list.append(waiting.element)
    waiting.start()
  }

  #remove(waiting: Waiting) {
    this.#files.splice(this.#files.indexOf(waiting), 1)
    waiting.element.remove()
    this.#notice.textContent = ""
    this.#follow()
    this.draw()
  }

  #follow() {
    if (this.#isWanted && this.isReady() && this.#files.every(({ card }) => card)) this.onReady()
  }
}

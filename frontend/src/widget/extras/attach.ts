import type { FileCard } from "../../shared/protocol"
import { h } from "../chat/dom"
import type { Tools } from "../chat/tools"
import { Tray } from "./tray"

/** What may be sent, as the file dialog shows it; the server looks for itself. */
const KINDS = ".png,.jpg,.jpeg,.webp,.gif,.pdf,.txt"

/** Files for the message that is being written: chosen, dropped or pasted. */
export class Attach {
  readonly element: HTMLElement
  readonly #tray: Tray
  readonly #button: HTMLElement
  readonly #choose = h("input", { type: "file", multiple: true, hidden: true, accept: KINDS })

  constructor(tools: Tools, box: HTMLElement, onReady: () => void) {
    this.#tray = new Tray(tools, onReady)
    this.#choose.onchange = () => {
      this.#add(this.#choose.files)
      this.#choose.value = ""
    }
    const onclick = () => this.#choose.click()
    this.#button = h("button", { type: "button", class: "attach", "aria-label": tools.t("attach"), onclick })
    this.element = h("span", { class: "attaching" }, this.#tray.element, this.#choose, this.#button)
    box.addEventListener("paste", (event) => this.#take(event, event.clipboardData))
    document.addEventListener("drop", (event) => this.#take(event, event.dataTransfer))
  }

  draw() {}

  /** False while files are on their way; it calls back then. */
  isReady(): boolean {
    return this.#tray.isReady()
  }

  take(): FileCard[] {
    return this.#tray.take()
  }

  #take(event: Event, data: DataTransfer | null) {
    if (!data?.files.length || !this.#button.checkVisibility()) return
    event.preventDefault()
    this.#add(data.files)
  }

  #add(files: FileList | null) {
    if (files?.length) this.#tray.add([...files])
  }
}

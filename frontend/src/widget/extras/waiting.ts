import type { FileCard } from "../../shared/protocol"
import { h } from "../chat/dom"
import type { Tools } from "../chat/tools"
import type { TextKey } from "../chat/texts"
import { codeOf } from "./form"
import { describeSize } from "./sizes"
import { upload } from "./upload"

const REASONS: Record<string, TextKey> = {
  bad_file: "file_kind",
  too_large: "file_large",
  rate: "file_often",
  forbidden: "blocked",
}

/** Another try would be answered the same. */
const FINAL = ["bad_file", "too_large", "forbidden"]

interface Listeners {
  onChange: () => void
  onRemove: () => void
}

/** A file in the tray: how far its upload is, or why there is none. */
export class Waiting {
  readonly element: HTMLElement
  state: "loading" | "failed" | "ready" = "loading"
  card?: FileCard
  readonly #id = crypto.randomUUID()
  readonly #progress = h("progress", { max: 1, value: 0 })
  readonly #words = h("span", { class: "note" })
  readonly #status = h("span", { class: "hidden", role: "status" })
  readonly #retry: HTMLElement

  constructor(
    private readonly file: File,
    private readonly tools: Tools,
    private readonly listeners: Listeners,
  ) {
    const { t } = tools
    const label = t("file_remove", { name: file.name })
    const remove = h("button", { type: "button", class: "remove", "aria-label": label, onclick: listeners.onRemove })
    this.#progress.ariaLabel = file.name
    this.#retry = h("button", { type: "button", class: "link", onclick: () => this.start() }, t("retry"))
    const name = h("bdi", { class: "name" }, file.name)
    this.element = h("li", {}, name, this.#words, this.#progress, this.#retry, this.#status, remove)
  }

  async start() {
    this.#enter("loading", describeSize(this.file.size, this.tools.language))
    const error = await this.#upload().catch((reason) => reason)
    if (this.card) this.#enter("ready", describeSize(this.card.size, this.tools.language))
    else this.#explain(codeOf(error))
    this.listeners.onChange()
  }

  async #upload() {
    const { client } = this.tools
    const { conv } = client.transcript
    if (this.file.size > (client.limits.file ?? Infinity)) throw { code: "too_large" }
    this.card = await upload(client.rest, conv!, this.#id, this.file, (part) => (this.#progress.value = part))
  }

  #explain(code: string) {
    const { client, language, t } = this.tools
    const size = describeSize(client.limits.file ?? 0, language)
    this.#enter("failed", t(REASONS[code] ?? "failed", { size }))
    this.#retry.hidden = FINAL.includes(code)
  }

  #enter(state: Waiting["state"], words: string) {
    this.state = state
    this.#progress.hidden = state !== "loading"
    this.#retry.hidden = state !== "failed"
    this.#words.textContent = words
    this.#status.textContent = state === "loading" ? "" : `${this.file.name}: ${words}`
    this.element.classList.toggle("bad", state === "failed")
  }
}

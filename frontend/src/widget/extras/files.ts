import type { FileCard, FileLink } from "../../shared/protocol"
import { h } from "../chat/dom"
import type { Tools } from "../chat/tools"
import type { TextKey } from "../chat/texts"
import type { Row } from "../chat/transcript"
import { describeSize } from "./sizes"

const STATES: Record<string, TextKey> = { pending: "file_pending", blocked: "file_blocked" }

/** Pixels of a picture in the log. */
const HIGHEST = 220

/** The files of a message: pictures are shown, others are buttons that save them. */
export class Files {
  readonly element = h("div", { class: "files" })
  #shown = ""

  constructor(
    private readonly row: Row,
    private readonly tools: Tools,
  ) {}

  draw() {
    const shown = this.row.files.map(({ id, status }) => `${id} ${status}`).join()
    if (shown === this.#shown) return
    this.#shown = shown
    this.element.replaceChildren(...this.row.files.map((card) => this.#create(card)))
  }

  #create(card: FileCard): HTMLElement {
    const { t } = this.tools
    const words = [h("bdi", { class: "name" }, card.name), h("span", { class: "note" }, this.#describe(card))]
    if (card.status !== "clean") return h("div", { class: `file ${card.status}` }, ...words)
    const error = h("p", { class: "error", role: "alert" })
    const save = () => this.#save(card).catch(() => (error.textContent = t("failed")))
    const button = h("button", { type: "button", class: "file", onclick: save }, ...words)
    const picture = card.width && card.type.startsWith("image/") && this.#createPicture(card)
    if (picture) button.prepend(picture)
    return h("div", {}, button, error)
  }

  #describe({ status, size }: FileCard): string {
    const { t, language } = this.tools
    return status === "clean" ? describeSize(size, language) : t(STATES[status])
  }

  /** Its room is known before it comes, so nothing jumps. */
  #createPicture(card: FileCard): HTMLImageElement {
    const ratio = card.width! / card.height!
    const image = h("img", { alt: "" })
    image.style.aspectRatio = `${ratio}`
    image.style.width = `${Math.min(card.width!, HIGHEST * ratio)}px`
    this.#show(image, card).catch(() => image.remove())
    return image
  }

  async #show(image: HTMLImageElement, card: FileCard) {
    const answer = await fetch(await this.#link(card))
    if (!answer.ok) throw new Error(card.id)
    image.src = URL.createObjectURL(await answer.blob())
    await image.decode().finally(() => URL.revokeObjectURL(image.src))
  }

  async #save(card: FileCard) {
    h("a", { href: await this.#link(card), download: card.name }).click()
  }

  async #link({ id }: FileCard): Promise<string> {
    const { url } = await this.tools.client.rest.call<FileLink>(`files/${id}`)
    return url
  }
}

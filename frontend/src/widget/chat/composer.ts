import type { Client } from "./client"
import { field, h } from "./dom"
import type { Translate } from "./texts"

/** Where the visitor writes, with the row in which he may say who he is. */
export class Composer {
  readonly element: HTMLElement
  readonly #box: HTMLTextAreaElement
  readonly #identity: HTMLElement

  constructor(
    private readonly client: Client,
    private readonly t: Translate,
    private readonly onSent: () => void,
  ) {
    this.#box = this.#createBox()
    this.#identity = this.#createIdentity()
    const send = h("button", { class: "button" }, t("send"))
    const form = h("form", { class: "write", onsubmit: (event: Event) => this.#submit(event) }, this.#box, send)
    this.element = h("div", { class: "composer" }, this.#identity, form)
  }

  draw() {
    const { transcript, isLoading, visitor } = this.client
    this.#box.maxLength = this.client.bodyLimit
    this.#identity.hidden = transcript.rows.length > 0 || isLoading || visitor.email !== ""
  }

  #createBox(): HTMLTextAreaElement {
    return h("textarea", {
      rows: 1,
      "aria-label": this.t("message"),
      placeholder: this.t("message_placeholder"),
      enterkeyhint: "send",
      onkeydown: (event: KeyboardEvent) => this.#sendOnEnter(event),
      oninput: () => this.#write(),
    })
  }

  #createIdentity(): HTMLElement {
    const { visitor } = this.client
    const keep = ({ target }: Event) => {
      const { name, value } = target as HTMLInputElement
      visitor[name as "name" | "email"] = value.trim()
    }
    return h(
      "div",
      { class: "identity", onchange: keep },
      h(
        "details",
        {},
        h("summary", {}, this.t("identify")),
        field(this.t("name"), { name: "name", autocomplete: "name", maxlength: 120 }),
        field(this.t("email"), { name: "email", type: "email", autocomplete: "email", maxlength: 200 }),
      ),
      this.t("preview_note"),
    )
  }

  #write() {
    this.client.connect()
    this.client.typing.write(this.#box.value)
  }

  #sendOnEnter(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return
    this.#submit(event)
  }

  #submit(event: Event) {
    event.preventDefault()
    this.client.send(this.#box.value)
    this.#box.value = ""
    this.#box.focus()
    this.onSent()
  }
}

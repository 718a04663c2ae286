import type { TranscriptRequest } from "../../shared/protocol"
import { field, h } from "../chat/dom"
import type { Tools } from "../chat/tools"
import { createForm } from "./form"

/** The whole chat by e-mail. */
export class Letter {
  readonly element: HTMLElement
  readonly #form: HTMLElement
  readonly #email: HTMLInputElement
  readonly #thanks = h("p", { role: "status", tabindex: -1 })

  constructor(
    private readonly tools: Tools,
    close: () => void,
  ) {
    const { t, client } = tools
    const email = { name: "email", type: "email", autocomplete: "email", required: true, maxlength: 200 }
    const label = field(t("email"), { ...email, value: client.visitor.email })
    this.#email = label.querySelector("input")!
    this.#form = createForm(t, "letter_send", (fields, id) => this.#ask(fields, id), h("p", {}, t("letter_intro")), label)
    const back = h("button", { type: "button", class: "button quiet", onclick: close }, t("back"))
    this.element = h("div", { class: "letter" }, this.#form, this.#thanks, back)
  }

  /** Asked for once more, it begins anew. */
  open() {
    this.#form.hidden = false
    this.#thanks.textContent = ""
    this.#email.focus()
  }

  draw() {}

  async #ask({ email }: Record<string, string>, client_id: string) {
    const { client, t } = this.tools
    const letter: TranscriptRequest = { conv: client.transcript.conv!, email, client_id }
    await client.rest.call("transcript", letter)
    this.#form.hidden = true
    this.#thanks.textContent = t("letter_sent", { email })
    this.#thanks.focus()
  }
}

import type { OfflineRequest } from "../../shared/protocol"
import { field, h } from "../chat/dom"
import type { Tools } from "../chat/tools"
import { createForm } from "./form"

/** While nobody is there, or too many are asking: a message with an address to answer to. */
export class Offline {
  readonly element: HTMLElement
  readonly #form: HTMLFormElement
  readonly #intro = h("p")
  readonly #body: HTMLTextAreaElement
  readonly #thanks = h("p", { role: "status" })
  #unheard = ""

  constructor(
    private readonly tools: Tools,
    privacy: Node | false,
  ) {
    const { client, t } = tools
    const { name, email } = client.visitor
    this.#body = h("textarea", { name: "body", rows: 4, required: true, maxlength: client.limits.body })
    this.#form = createForm(
      t,
      "offline_send",
      (fields, id) => this.#leave(fields, id),
      this.#intro,
      field(t("name"), { name: "name", autocomplete: "name", required: true, maxlength: 120, value: name }),
      field(t("email"), { name: "email", type: "email", autocomplete: "email", required: true, maxlength: 200, value: email }),
      h("label", {}, t("message"), this.#body),
      this.#createConsent(privacy),
    )
    this.element = h("div", { class: "offline" }, this.#form, this.#thanks)
  }

  /** What was written already is not to be written again. */
  draw() {
    const { client, t } = this.tools
    const { isCrowded, unheard } = client.outbox
    this.#intro.textContent = t(isCrowded ? "crowded" : "offline_intro")
    if (this.#unheard === unheard) return
    this.#unheard = unheard
    this.#body.value ||= unheard
  }

  #createConsent(privacy: Node | false): HTMLElement {
    const agree = h("input", { type: "checkbox", required: true })
    return h("label", { class: "consent" }, agree, h("span", {}, this.tools.t("offline_consent"), " ", privacy))
  }

  async #leave({ name, email, body }: Record<string, string>, client_id: string) {
    const { client, t } = this.tools
    const message: OfflineRequest = { client_id, name, email, body, page: client.page }
    await client.rest.call("offline", message)
    this.#form.hidden = true
    this.#thanks.textContent = t("offline_sent")
    client.hasLeft = true
    client.outbox.dropUnheard()
    client.announce("offline", "")
  }
}

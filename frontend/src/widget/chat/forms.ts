import type { Client } from "./client"
import { field, h } from "./dom"
import type { Translate } from "./texts"

const SCORES = [1, 2, 3, 4, 5]

/** After the chat has ended: a rating, thanks, and the way back. */
export class Rating {
  readonly element: HTMLElement
  readonly #form: HTMLFormElement
  readonly #thanks: HTMLElement
  readonly #error = h("p", { class: "error", role: "alert" })

  constructor(
    private readonly client: Client,
    private readonly t: Translate,
  ) {
    this.#form = this.#createForm()
    this.#thanks = h("p", { role: "status" })
    const again = h("button", { type: "button", class: "button quiet", onclick: () => client.writeAgain() }, t("again"))
    this.element = h("div", { class: "rating" }, this.#form, this.#thanks, again)
  }

  draw() {
    const { isRated } = this.client.transcript
    this.#form.hidden = isRated
    this.#thanks.textContent = isRated ? this.t("rated") : ""
  }

  #createForm(): HTMLFormElement {
    const legend = h("legend", {}, this.t("rate"))
    return h(
      "form",
      { onsubmit: (event: Event) => this.#submit(event) },
      h("fieldset", {}, legend, ...SCORES.map((score) => this.#createScore(score))),
      h("label", {}, this.t("comment"), h("textarea", { name: "comment", rows: 2, maxlength: 2000 })),
      this.#error,
      h("button", { class: "button" }, this.t("rate_send")),
    )
  }

  #createScore(score: number): HTMLElement {
    const label = this.t("score", { score })
    const input = h("input", { type: "radio", name: "score", value: score, required: true, "aria-label": label })
    return h("label", { class: "score" }, input, h("span", { "aria-hidden": "true" }, String(score)))
  }

  async #submit(event: Event) {
    event.preventDefault()
    const fields = new FormData(this.#form)
    const id = (this.#form.dataset.id ??= crypto.randomUUID())
    const rated = this.client.rate(Number(fields.get("score")), String(fields.get("comment")), id)
    await attempt(rated, this.#error, this.t("failed"))
  }
}

/** While nobody is there: a message with an address to answer to. */
export class OfflineForm {
  readonly element: HTMLElement
  readonly #form: HTMLFormElement
  readonly #thanks = h("p", { role: "status" })
  readonly #error = h("p", { class: "error", role: "alert" })

  constructor(
    private readonly client: Client,
    private readonly t: Translate,
    private readonly privacy: Node | false,
  ) {
    this.#form = this.#createForm()
    this.element = h("div", { class: "offline" }, this.#form, this.#thanks)
  }

  #createForm(): HTMLFormElement {
    const { t, privacy } = this
    return h(
      "form",
      { onsubmit: (event: Event) => this.#submit(event) },
      h("p", {}, t("offline_intro")),
      field(t("name"), { name: "name", autocomplete: "name", required: true, maxlength: 120 }),
      field(t("email"), { name: "email", type: "email", autocomplete: "email", required: true, maxlength: 200 }),
      h("label", {}, t("message"), h("textarea", { name: "body", rows: 4, required: true, maxlength: 4000 })),
      h(
        "label",
        { class: "consent" },
        h("input", { type: "checkbox", required: true }),
        h("span", {}, t("offline_consent"), " ", privacy),
      ),
      this.#error,
      h("button", { class: "button" }, t("offline_send")),
    )
  }

  async #submit(event: Event) {
    event.preventDefault()
    const fields = Object.fromEntries(new FormData(this.#form)) as Record<"name" | "email" | "body", string>
    const client_id = (this.#form.dataset.id ??= crypto.randomUUID())
    const sent = await attempt(this.client.leaveMessage({ client_id, ...fields }), this.#error, this.t("failed"))
    if (!sent) return
    this.#form.hidden = true
    this.#thanks.textContent = this.t("offline_sent")
  }
}

async function attempt(act: Promise<void>, error: HTMLElement, words: string): Promise<boolean> {
  error.textContent = ""
  try {
    await act
    return true
  } catch {
    error.textContent = words
    return false
  }
}

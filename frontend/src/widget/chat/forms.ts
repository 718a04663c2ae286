import type { Client } from "./client"
import { field, h } from "./dom"
import type { TextKey, Translate } from "./texts"

const SCORES = [1, 2, 3, 4, 5]

type Submit = (fields: Record<string, string>, id: string) => Promise<void>

/** After the chat has ended: a rating, thanks, and the way back. */
export class Rating {
  readonly element: HTMLElement
  readonly #form: HTMLElement
  readonly #thanks = h("p", { role: "status" })

  constructor(
    private readonly client: Client,
    private readonly t: Translate,
  ) {
    const submit: Submit = ({ score, comment }, id) => client.rate(Number(score), comment, id)
    const scores = h("fieldset", {}, h("legend", {}, t("rate")), ...SCORES.map((score) => this.#createScore(score)))
    const comment = h("label", {}, t("comment"), h("textarea", { name: "comment", rows: 2, maxlength: 2000 }))
    const again = h("button", { type: "button", class: "button quiet", onclick: () => client.writeAgain() }, t("again"))
    this.#form = createForm(t, "rate_send", submit, scores, comment)
    this.element = h("div", { class: "rating" }, this.#form, this.#thanks, again)
  }

  draw() {
    const { isRated } = this.client.transcript
    this.#form.hidden = isRated
    this.#thanks.textContent = isRated ? this.t("rated") : ""
  }

  #createScore(score: number): HTMLElement {
    const label = this.t("score", { score })
    const input = h("input", { type: "radio", name: "score", value: score, required: true, "aria-label": label })
    return h("label", { class: "score" }, input, h("span", { "aria-hidden": "true" }, String(score)))
  }
}

/** While nobody is there: a message with an address to answer to. */
export function createOfflineForm(client: Client, t: Translate, privacy: Node | false): HTMLElement {
  const thanks = h("p", { role: "status" })
  const submit: Submit = async ({ name, email, body }, client_id) => {
    await client.leaveMessage({ client_id, name, email, body })
    form.hidden = true
    thanks.textContent = t("offline_sent")
  }
  const form = createForm(
    t,
    "offline_send",
    submit,
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
  )
  return h("div", { class: "offline" }, form, thanks)
}

/** What was not sent keeps its id, so that a second try cannot count twice. */
function createForm(t: Translate, button: TextKey, submit: Submit, ...children: Node[]): HTMLElement {
  const error = h("p", { class: "error", role: "alert" })
  let id = crypto.randomUUID()
  const onsubmit = async (event: Event) => {
    event.preventDefault()
    error.textContent = ""
    try {
      await submit(Object.fromEntries(new FormData(form)) as Record<string, string>, id)
      form.reset()
      id = crypto.randomUUID()
    } catch {
      error.textContent = t("failed")
    }
  }
  const form = h("form", { onsubmit }, ...children, error, h("button", { class: "button" }, t(button)))
  return form
}

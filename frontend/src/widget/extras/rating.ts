import type { RatingRequest } from "../../shared/protocol"
import { h } from "../chat/dom"
import type { Tools } from "../chat/tools"
import { createForm } from "./form"

const SCORES = [1, 2, 3, 4, 5]

/** After the chat has ended: a rating, thanks, the whole chat by e-mail, and the way back. */
export class Rating {
  readonly element: HTMLElement
  readonly #form: HTMLElement
  readonly #thanks = h("p", { role: "status" })

  constructor(
    private readonly tools: Tools,
    askLetter: () => void,
  ) {
    const { client, t } = tools
    const scores = h("fieldset", {}, h("legend", {}, t("rate")), ...SCORES.map((score) => this.#createScore(score)))
    const comment = h("label", {}, t("comment"), h("textarea", { name: "comment", rows: 2, maxlength: 2000 }))
    const again = h("button", { type: "button", class: "button quiet", onclick: () => client.writeAgain() }, t("again"))
    const letter = h("button", { type: "button", class: "link", onclick: askLetter }, t("letter"))
    this.#form = createForm(t, "rate_send", (fields, id) => this.#rate(fields, id), scores, comment)
    this.element = h("div", { class: "rating" }, this.#form, this.#thanks, again, letter)
  }

  draw() {
    const { isRated } = this.tools.client.transcript
    this.#form.hidden = isRated
    this.#thanks.textContent = isRated ? this.tools.t("rated") : ""
  }

  async #rate({ score, comment }: Record<string, string>, client_id: string) {
    const { client } = this.tools
    const { transcript } = client
    const rating: RatingRequest = { conv: transcript.conv!, score: Number(score), comment, client_id }
    await client.rest.call("rating", rating)
    transcript.isRated = true
    client.announce("rated", rating.score)
  }

  #createScore(score: number): HTMLElement {
    const label = this.tools.t("score", { score })
    const input = h("input", { type: "radio", name: "score", value: score, required: true, "aria-label": label })
    return h("label", { class: "score" }, input, h("span", { "aria-hidden": "true" }, String(score)))
  }
}

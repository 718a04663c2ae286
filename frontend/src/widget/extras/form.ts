import { h } from "../chat/dom"
import type { TextKey, Translate } from "../chat/texts"

type Submit = (fields: Record<string, string>, id: string) => Promise<unknown>

const REASONS: Record<string, TextKey> = { rate: "too_often", forbidden: "blocked" }

/** What was not sent keeps its id, so that a second try cannot count twice. */
export function createForm(t: Translate, button: TextKey, submit: Submit, ...children: Node[]): HTMLFormElement {
  const error = h("p", { class: "error", role: "alert" })
  let id = crypto.randomUUID()
  const onsubmit = async (event: Event) => {
    event.preventDefault()
    error.textContent = ""
    try {
      await submit(Object.fromEntries(new FormData(form)) as Record<string, string>, id)
      form.reset()
      id = crypto.randomUUID()
    } catch (reason) {
      error.textContent = t(REASONS[codeOf(reason)] ?? "failed")
    }
  }
  const form = h("form", { onsubmit }, ...children, error, h("button", { class: "button" }, t(button)))
  return form
}

export function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? ""
}

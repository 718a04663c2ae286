import { useEffect } from "preact/hooks"
import type { LeadPanel } from "../shared/protocol"
import { type Capture, captureOf, loadPanel, mayCapture, saveLead, stopCorrecting } from "./capture"
import { Hint } from "./hint"
import { Amount, Field, fieldId } from "./lead-fields"
import { countRequired } from "./lead-form"
import { SavedLead, savedText, Verdict } from "./lead-saved"
import type { Chat } from "./reducers"
import { openChat } from "./state"
import { t } from "./texts"
import { momentOf } from "./time"
import { focusComposer, isPanelOpen } from "./view"
import { contactsSaid, lastLead } from "./visitor"

const FORM = "lead-form"

/** What the agent learnt in the chat, for the brand to act on. */
export function Lead({ chat }: { chat: Chat }) {
  const { id } = chat.item
  const capture = captureOf(id).value
  const { panel } = capture
  useEffect(() => void loadPanel(id), [id, contactsSaid(chat), lastLead(chat)])
  const isForm = panel !== null && mayCapture(chat) && (!panel.lead || capture.isCorrecting)
  return (
    <section class="lead" aria-label={t("lead.title")}>
      <h2>
        {t("lead.title")}
        {isForm && capture.draft && <Required panel={panel} capture={capture} />}
        {!isForm && panel?.lead && <Verdict lead={panel.lead} />}
      </h2>
      <p class="sr" role="status">
        {!isForm && panel?.lead && savedText(panel.lead)}
      </p>
      {!panel && <Loading id={id} failure={capture.failure} />}
      {isForm && capture.draft && <Form id={id} panel={panel} capture={capture} />}
      {!isForm && panel?.lead && <SavedLead chat={chat} panel={panel} lead={panel.lead} failure={capture.failure} />}
      {!isForm && panel && !panel.lead && <p class="muted">{t("lead.not_yours")}</p>}
    </section>
  )
}

/** Alt L: what is still missing gets the focus, or else the lead is stored. */
export async function pressSave() {
  const chat = openChat.peek()
  const { panel, isCorrecting } = (chat && captureOf(chat.item.id).peek()) ?? {}
  if (!chat || !panel || !mayCapture(chat) || (panel.lead && !isCorrecting)) return
  await save(chat.item.id)
}

async function save(id: string) {
  const isFocused = document.getElementById(FORM)?.contains(document.activeElement) ?? false
  if (await saveLead(id)) {
    if (isFocused) focusComposer()
    return
  }
  const first = Object.keys(captureOf(id).peek().errors)[0]
  if (!first) return
  // On a small screen the form is in the drawer.
  if (!document.getElementById(FORM)?.checkVisibility()) isPanelOpen.value = true
  requestAnimationFrame(() => document.getElementById(fieldId(first))?.focus())
}

function Required({ panel, capture }: { panel: LeadPanel; capture: Capture }) {
  const { done, all } = countRequired(panel.form, capture.draft!.values)
  return <span class={`chip num ${done === all ? "good" : ""}`}>{t("lead.required", { done, all })}</span>
}

function Loading({ id, failure }: { id: string; failure: string }) {
  if (!failure) return <p class="muted">{t("log.loading")}</p>
  return (
    <div class="failure" role="alert">
      <p>{failure}</p>
      <button type="button" class="btn" onClick={() => loadPanel(id)}>
        {t("log.retry")}
      </button>
    </div>
  )
}

function Form({ id, panel, capture }: { id: string; panel: LeadPanel; capture: Capture }) {
  const { form, duplicates } = panel
  const submit = (event: Event) => {
    event.preventDefault()
    void save(id)
  }
  return (
    <form id={FORM} noValidate onSubmit={submit}>
      <div class="fields">
        {form.fields.map((field) => (
          <Field key={field.key} id={id} field={field} panel={panel} capture={capture} />
        ))}
      </div>
      <Amount id={id} capture={capture} own={form.currency} />
      <Duplicates duplicates={duplicates} />
      {capture.failure && (
        <p class="failure" role="alert">
          {capture.failure}
        </p>
      )}
      <div class="buttons">
        {capture.isCorrecting && (
          <button type="button" class="btn" onClick={() => stopCorrecting(id)}>
            {t("dialog.cancel")}
          </button>
        )}
        <button type="submit" class="btn primary" aria-keyshortcuts="Alt+L" disabled={capture.isSaving}>
          {t(capture.isSaving ? "lead.saving" : "lead.save")} <Hint keys="Alt L" />
        </button>
      </div>
    </form>
  )
}

function Duplicates({ duplicates }: Pick<LeadPanel, "duplicates">) {
  if (!duplicates.length) return null
  return (
    <div class="duplicates" role="status">
      <b>{t("lead.duplicates")}</b>
      <ul role="list">
        {duplicates.map(({ id, name, captured_at, status, by }) => (
          <li key={id}>
            {name || "–"}, {momentOf(captured_at)} <span class="chip">{t(`lead.status.${status}`)}</span>
            <small>{t(`lead.same_${by}`)}</small>
          </li>
        ))}
      </ul>
    </div>
  )
}

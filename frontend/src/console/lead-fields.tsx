import type { LeadField, LeadPanel } from "../shared/protocol"
import { type Capture, changeAmount, fillIn, loadPanel } from "./capture"
import { asksForContact, CONTACT, suggestionsFor } from "./lead-form"
import { t } from "./texts"

/** What money there is beside the brand's own. */
const CURRENCIES = ["EUR", "CZK", "HUF", "PLN", "GBP", "CHF", "USD"]

interface Props {
  id: string
  field: LeadField
  panel: LeadPanel
  capture: Capture
}

export function fieldId(key: string): string {
  return `lead-${key}`
}

export function Field({ id, field, panel, capture }: Props) {
  const { key, label, kind, required } = field
  const values = capture.draft!.values
  const isAsked = key === CONTACT[0] && asksForContact(panel.form, values) && !capture.errors[key]
  return (
    <div class={`field ${kind}`}>
      <label for={fieldId(key)}>
        {label}
        {required && <span aria-hidden="true"> *</span>}
      </label>
      <Box id={id} field={field} capture={capture} isAsked={isAsked} />
      {isAsked && <small id={`${fieldId(key)}-hint`}>{t("lead.one_contact")}</small>}
      <Wrong name={key} text={capture.errors[key]} />
      {suggestionsFor(field, panel, values).map(({ value, text }) => (
        <Suggestion key={value} label={label} text={text} onPick={() => pick(id, key, value)} />
      ))}
    </div>
  )
}

function Box({ id, field, capture, isAsked }: Omit<Props, "panel"> & { isAsked: boolean }) {
  const { key, kind, required, max_length, options } = field
  const text = capture.draft!.values[key] ?? ""
  const shared = {
    id: fieldId(key),
    value: text,
    "aria-required": required,
    ...describedBy(key, capture.errors[key], isAsked),
  }
  const onInput = (event: { currentTarget: { value: string } }) => fillIn(id, key, event.currentTarget.value)
  if (kind === "long") return <textarea rows={2} maxLength={max_length} {...shared} onInput={onInput} />
  if (kind !== "choice") return <input {...inputOf(id, field)} maxLength={max_length} {...shared} onInput={onInput} />
  return (
    <select {...shared} onChange={onInput}>
      {!required && key !== "category" && <option value="">–</option>}
      {required && !text && <option value="">–</option>}
      {options.map(({ code, label }) => (
        <option key={code} value={code}>
          {label}
        </option>
      ))}
    </select>
  )
}

/** A text box even for the phone: numbers are written in many ways. Who was there before is asked for when it is left. */
function inputOf(id: string, { key, kind }: LeadField) {
  const inputMode = { phone: "tel", email: "email" }[kind as string] as "tel" | "email" | undefined
  const isContact = CONTACT.includes(key)
  return { inputMode, autocomplete: "off", onChange: isContact ? () => void loadPanel(id) : undefined }
}

function Suggestion({ label, text, onPick }: { label: string; text: string; onPick: () => void }) {
  return (
    <button type="button" class="suggestion" aria-label={t("lead.suggestion", { field: label, text })} onClick={onPick}>
      <span aria-hidden="true">+</span> {text}
    </button>
  )
}

/** The button is gone then, so the focus goes where its text went. */
function pick(id: string, key: string, value: string) {
  fillIn(id, key, value)
  document.getElementById(fieldId(key))?.focus()
}

export function Amount({ id, capture, own }: { id: string; capture: Capture; own: string }) {
  const { value, currency } = capture.draft!
  const wrong = capture.errors.value
  return (
    <div class="amount">
      <div class="field">
        <label for={fieldId("value")}>{t("lead.value")}</label>
        <input
          id={fieldId("value")}
          inputMode="decimal"
          autocomplete="off"
          value={value}
          {...describedBy("value", wrong)}
          onInput={(event) => changeAmount(id, { value: event.currentTarget.value })}
        />
      </div>
      <div class="field">
        <label for={fieldId("currency")}>{t("lead.currency")}</label>
        <select
          id={fieldId("currency")}
          value={currency || own}
          onChange={(event) => changeAmount(id, { currency: event.currentTarget.value })}
        >
          {[...new Set([own, ...CURRENCIES])].map((code) => (
            <option key={code}>{code}</option>
          ))}
        </select>
      </div>
      <Wrong name="value" text={wrong} />
    </div>
  )
}

function Wrong({ name, text }: { name: string; text: string | undefined }) {
  if (!text) return null
  return (
    <p class="wrong" id={`${fieldId(name)}-wrong`}>
      {text}
    </p>
  )
}

function describedBy(key: string, wrong: string | undefined, hasHint = false) {
  const ids = [wrong && `${fieldId(key)}-wrong`, hasHint && `${fieldId(key)}-hint`].filter(Boolean)
  return { "aria-invalid": wrong ? ("true" as const) : undefined, "aria-describedby": ids.join(" ") || undefined }
}

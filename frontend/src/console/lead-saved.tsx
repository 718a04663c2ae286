import { useSignal } from "@preact/signals"
import type { Lead, LeadPanel } from "../shared/protocol"
import { canCorrect, correctLead, mayCapture } from "./capture"
import { Icon } from "./icons"
import { valuesOf } from "./lead-form"
import { moneyOf } from "./money"
import type { Chat } from "./reducers"
import { t } from "./texts"
import { timeOf } from "./time"

const COPIED_MS = 2_000

interface Props {
  chat: Chat
  panel: LeadPanel
  lead: Lead
  failure: string
}

/** What was stored, why it is charged or not, and whether it can still be corrected. */
export function SavedLead({ chat, panel, lead, failure }: Props) {
  const failed = lead.results.filter(({ passed }) => !passed)
  return (
    <>
      {failed.length > 0 && (
        <ul role="list" class="rules">
          {failed.map(({ rule, text }) => (
            <li key={rule}>
              <Icon name="close" /> {text}
            </li>
          ))}
        </ul>
      )}
      <Values panel={panel} lead={lead} />
      {failure && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      <p class="muted">{fateOf(lead)}</p>
      {canCorrect(lead) && mayCapture(chat) && (
        <button type="button" class="btn" onClick={() => correctLead(chat.item.id)}>
          {t("lead.correct")}
        </button>
      )}
    </>
  )
}

function fateOf(lead: Lead): string {
  const saved = t("lead.saved", { time: timeOf(lead.captured_at) })
  if (canCorrect(lead)) return `${saved} ${t("lead.soon_sent")}`
  return lead.delivered_at ? `${saved} ${t("lead.delivered", { time: timeOf(lead.delivered_at) })}` : saved
}

/** As it was stored, in the order of the form, ready to be copied. */
function Values({ panel, lead }: { panel: LeadPanel; lead: Lead }) {
  const values = valuesOf(lead)
  const rows = panel.form.fields.map(({ key, label, options }) => {
    const text = values[key] ?? ""
    return { key, label, text: options.find(({ code }) => code === text)?.label ?? text }
  })
  const value = lead.value === null ? "" : moneyOf(lead.value, lead.currency)
  const all = [...rows, { key: "value", label: t("lead.value"), text: value }]
  return (
    <ul role="list" class="contact">
      {all.filter(({ text }) => text).map(({ key, label, text }) => (
        <Value key={key} label={label} text={text} />
      ))}
    </ul>
  )
}

function Value({ label, text }: { label: string; text: string }) {
  const isCopied = useSignal(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    isCopied.value = true
    setTimeout(() => (isCopied.value = false), COPIED_MS)
  }
  return (
    <li>
      <small>{label}</small>
      <b>{text}</b>
      <button type="button" class="btn ghost" aria-label={t("lead.copy", { text })} onClick={copy}>
        <Icon name={isCopied.value ? "check" : "copy"} />
      </button>
      <span class="sr" role="status">
        {isCopied.value && t("lead.copied")}
      </span>
    </li>
  )
}

export function Verdict({ lead }: { lead: Lead }) {
  return <span class={`chip ${lead.qualified ? "good" : "warn"}`}>{verdictOf(lead)}</span>
}

function verdictOf({ qualified }: Lead): string {
  return t(qualified ? "lead.qualified" : "lead.unqualified")
}

/** What is read out when it has been stored. */
export function savedText(lead: Lead): string {
  return `${t("lead.saved", { time: timeOf(lead.captured_at) })} ${verdictOf(lead)}`
}

import { type Signal, signal } from "@preact/signals"
import type { Lead, LeadPanel } from "../shared/protocol"
import { Refusal } from "../shared/refusal"
import { fetchLeadPanel, postLead } from "./api"
import { dropDraft, keepDraft, keptDraft, type LeadDraft, newDraft } from "./lead-draft"
import { amountOf, asksForContact, CONTACT, missingIn, valuesOf } from "./lead-form"
import type { Chat } from "./reducers"
import { me } from "./state"
import { t, tCode } from "./texts"

/** Capturing the lead of one chat. */
export interface Capture {
  /** Null until the server has answered. */
  panel: LeadPanel | null
  draft: LeadDraft | null
  isCorrecting: boolean
  isSaving: boolean
  /** Of single fields, by their keys; "value" is the amount. */
  errors: Record<string, string>
  /** Why it could not be loaded or saved. */
  failure: string
}

const EMPTY: Capture = { panel: null, draft: null, isCorrecting: false, isSaving: false, errors: {}, failure: "" }

const captures = new Map<string, Signal<Capture>>()
/** The last question for a panel: answers to earlier ones come too late. */
const asked = new Map<string, symbol>()

export function captureOf(conversation: string): Signal<Capture> {
  let capture = captures.get(conversation)
  if (!capture) captures.set(conversation, (capture = signal({ ...EMPTY, draft: keptDraft(conversation) })))
  return capture
}

/** Who has the chat, or had it at its end; the office does it for them. */
export function mayCapture({ item }: Chat): boolean {
  const { agent, role } = me.value!
  return (agent !== null && item.agent === agent) || role === "owner" || role === "supervisor"
}

export function canCorrect({ status }: Lead): boolean {
  return status === "new"
}

/** The form, what was recognised, and leads like what was typed so far. What is there already stays when it fails. */
export async function loadPanel(conversation: string) {
  try {
    await refresh(conversation)
  } catch (error) {
    if (!captureOf(conversation).peek().panel) fail(conversation, error)
  }
}

export function fillIn(conversation: string, key: string, text: string) {
  const { draft } = captureOf(conversation).peek()
  if (!draft) return
  changeDraft(conversation, { ...draft, values: { ...draft.values, [key]: text } })
  // Where one of two is asked for, either of them is the answer.
  forgive(conversation, CONTACT.includes(key) ? CONTACT : [key])
}

export function changeAmount(conversation: string, amount: Partial<Pick<LeadDraft, "value" | "currency">>) {
  const { draft } = captureOf(conversation).peek()
  if (!draft) return
  changeDraft(conversation, { ...draft, ...amount })
  forgive(conversation, ["value"])
}

/** Opens what was captured again, unless the client has it by now. */
export async function correctLead(conversation: string) {
  try {
    await refresh(conversation)
  } catch (error) {
    return fail(conversation, error)
  }
  const lead = captureOf(conversation).peek().panel?.lead
  if (!lead || !canCorrect(lead)) return
  changeDraft(conversation, { values: valuesOf(lead), value: lead.value ?? "", currency: lead.currency })
  change(conversation, { isCorrecting: true })
}

export function stopCorrecting(conversation: string) {
  forgetDraft(conversation)
  change(conversation, { isCorrecting: false, errors: {}, failure: "" })
}

/** True when it was stored. Otherwise the fields say why not. */
export async function saveLead(conversation: string): Promise<boolean> {
  const { panel, draft, isSaving } = captureOf(conversation).peek()
  if (!panel || !draft || isSaving) return false
  const errors = errorsIn(panel, draft)
  if (Object.keys(errors).length) {
    change(conversation, { errors, failure: "" })
    return false
  }
  return send(conversation, panel, { ...draft, clientId: draft.clientId ?? crypto.randomUUID() })
}

async function send(conversation: string, panel: LeadPanel, draft: LeadDraft): Promise<boolean> {
  keepDraft(conversation, draft)
  change(conversation, { draft, isSaving: true, errors: {}, failure: "" })
  try {
    const value = amountOf(draft.value) ?? null
    const { values, currency, clientId } = draft
    const lead = await postLead(conversation, { client_id: clientId!, values, value, currency })
    forgetDraft(conversation)
    change(conversation, { panel: { ...panel, lead }, isCorrecting: false, isSaving: false })
    return true
  } catch (error) {
    change(conversation, { isSaving: false })
    refuse(conversation, error)
    return false
  }
}

function errorsIn({ form }: LeadPanel, { values, value }: LeadDraft): Record<string, string> {
  const missing = missingIn(form, values).map((key) => {
    const isEither = CONTACT.includes(key) && asksForContact(form, values)
    return [key, t(isEither ? "lead.one_contact" : "lead.fill_in")]
  })
  const amount = amountOf(value) === undefined ? { value: t("lead.value_wrong") } : {}
  return { ...Object.fromEntries(missing), ...amount }
}

function refuse(conversation: string, error: unknown) {
  fail(conversation, error)
  const { code, fields } = error as Refusal
  if (fields) change(conversation, { errors: flat(fields), failure: "" })
  if (code !== "lead_delivered") return
  // The client has it: what stands there now is what they have.
  forgetDraft(conversation)
  change(conversation, { isCorrecting: false })
  void loadPanel(conversation)
}

function fail(conversation: string, error: unknown) {
  const { code, message } = error instanceof Refusal ? error : new Refusal("network")
  change(conversation, { failure: tCode("refused", code, message) })
}

async function refresh(conversation: string) {
  const question = Symbol()
  asked.set(conversation, question)
  const { phone = "", email = "" } = captureOf(conversation).peek().draft?.values ?? {}
  const panel = await fetchLeadPanel(conversation, { phone, email })
  if (asked.get(conversation) === question) showPanel(conversation, panel)
}

function showPanel(conversation: string, panel: LeadPanel) {
  const { draft, panel: before, isCorrecting, failure } = captureOf(conversation).peek()
  const isKept = draft && (!panel.lead || isCorrecting)
  change(conversation, {
    panel,
    draft: isKept ? draft : newDraft(panel.form),
    // Without a panel it said that there is none; with one it is about saving, and stays.
    failure: before ? failure : "",
  })
}

function changeDraft(conversation: string, draft: LeadDraft) {
  const { clientId: _sent, ...next } = draft
  keepDraft(conversation, next)
  change(conversation, { draft: next })
}

function forgetDraft(conversation: string) {
  dropDraft(conversation)
  const { panel } = captureOf(conversation).peek()
  change(conversation, { draft: panel && newDraft(panel.form) })
}

function change(conversation: string, changes: Partial<Capture>) {
  const capture = captureOf(conversation)
  capture.value = { ...capture.peek(), ...changes }
}

function forgive(conversation: string, keys: readonly string[]) {
  const errors = Object.entries(captureOf(conversation).peek().errors)
  change(conversation, { errors: Object.fromEntries(errors.filter(([key]) => !keys.includes(key))) })
}

/** Fields may come with one message or with a list. */
function flat(fields: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([key, text]) => [key, String([text].flat()[0])]))
}

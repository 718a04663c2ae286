import type { LeadForm } from "../shared/protocol"
import { readJson, safeStorage } from "../shared/storage"
import { initialValues, type Values } from "./lead-form"

/** What the agent has filled in beside one chat. It survives a change of chats, and a reload. */
export interface LeadDraft {
  values: Values
  value: string
  /** Empty: the brand's own. */
  currency: string
  /** What it was last sent as. The same again makes no second lead; another text is another one. */
  clientId?: string
}

const KEY = "switchboard.lead."
const storage = safeStorage(() => sessionStorage)

export function newDraft(form: LeadForm): LeadDraft {
  return { values: initialValues(form), value: "", currency: "" }
}

export function keepDraft(conversation: string, draft: LeadDraft) {
  storage.setItem(KEY + conversation, JSON.stringify(draft))
}

export function dropDraft(conversation: string) {
  storage.removeItem(KEY + conversation)
}

export function keptDraft(conversation: string): LeadDraft | null {
  return readJson(storage, KEY + conversation)
}

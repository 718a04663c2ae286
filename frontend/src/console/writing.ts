import { type Signal, signal } from "@preact/signals"
import { readJson, safeStorage } from "../shared/storage"

/** What the agent is writing in one chat. It survives a change of chats, and a reload. */
export interface Writing {
  mode: "reply" | "note" | "edit"
  reply: string
  note: string
  /** The new text of the agent's own message with the number `of`. */
  edit: string
  of: number
  /** The canned reply it began with: its slots must be filled before it may go. */
  canned: string | null
}

const KEY = "switchboard.writing."
const EMPTY: Writing = { mode: "reply", reply: "", note: "", edit: "", of: 0, canned: null }

const storage = safeStorage(() => sessionStorage)
const writings = new Map<string, Signal<Writing>>()

export function writingOf(conversation: string): Signal<Writing> {
  let writing = writings.get(conversation)
  if (!writing) writings.set(conversation, (writing = signal(restore(conversation))))
  return writing
}

export function textOf(writing: Writing): string {
  return writing[writing.mode]
}

export function changeWriting(conversation: string, change: Partial<Writing>) {
  const writing = writingOf(conversation)
  const next = { ...writing.value, ...change }
  writing.value = next.reply ? next : { ...next, canned: null }
  keep(conversation, writing.value)
}

/** In the tab that is open; the other one keeps its own text. */
export function changeText(conversation: string, text: string) {
  changeWriting(conversation, { [writingOf(conversation).value.mode]: text })
}

export function toggleNote(conversation: string) {
  const { mode } = writingOf(conversation).value
  changeWriting(conversation, { mode: mode === "note" ? "reply" : "note" })
}

/** The reply that was begun waits meanwhile. */
export function beginEdit(conversation: string, of: number, body: string) {
  changeWriting(conversation, { mode: "edit", edit: body, of })
}

export function endEdit(conversation: string) {
  changeWriting(conversation, { mode: "reply", edit: "", of: 0 })
}

function keep(conversation: string, writing: Writing) {
  if (textOf(writing) || writing.reply || writing.note) storage.setItem(KEY + conversation, JSON.stringify(writing))
  else storage.removeItem(KEY + conversation)
}

function restore(conversation: string): Writing {
  return { ...EMPTY, ...readJson<Writing>(storage, KEY + conversation) }
}

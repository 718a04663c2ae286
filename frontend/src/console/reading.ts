import { effect } from "@preact/signals"
import { marks } from "./link"
import type { Chat } from "./reducers"
import { isMineNow, openChat } from "./state"
import { isAtEnd } from "./view"

/** Tells the visitor how far the agent who holds the chat has read. Whoever only watches leaves no mark. */
export function startReading() {
  effect(markRead)
  addEventListener("focus", markRead)
  document.addEventListener("visibilitychange", markRead)
}

function markRead() {
  const chat = openChat.value
  if (!chat || !isAtEnd.value || !isMineNow(chat) || document.hidden || !document.hasFocus()) return
  marks.see(chat.item.id, lastOfVisitor(chat))
}

function lastOfVisitor({ events }: Chat): number {
  return events.findLast(({ kind, by }) => kind === "message" && by.kind === "visitor")?.seq ?? 0
}

import { effect } from "@preact/signals"
import { send } from "./link"
import type { Chat } from "./reducers"
import { isMineNow, openChat, receiveRead } from "./state"
import { isAtEnd } from "./view"

const EVERY = 2_000

let timer: ReturnType<typeof setTimeout> | undefined

/** Tells the visitor how far the agent who holds the chat has read. Whoever only watches leaves no mark. */
export function startReading() {
  effect(markRead)
  addEventListener("focus", markRead)
  document.addEventListener("visibilitychange", markRead)
}

function markRead() {
  const chat = openChat.value
  if (!isAtEnd.value || !chat || !isMineNow(chat) || timer) return
  const seq = unreadUpTo(chat)
  if (!seq || document.hidden || !document.hasFocus()) return
  if (!send({ t: "read", conv: chat.item.id, seq })) return
  receiveRead(chat.item.id, { agent: seq })
  timer = setTimeout(again, EVERY)
}

function again() {
  timer = undefined
  markRead()
}

/** The visitor's last message, unless it is marked. */
function unreadUpTo({ events, read }: Chat): number {
  const last = events.findLast(({ kind, by }) => kind === "message" && by.kind === "visitor")
  return last && last.seq > read.agent ? last.seq : 0
}

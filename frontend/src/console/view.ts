import { batch, signal } from "@preact/signals"
import type { WrongBrand } from "./guard"
import { chatOf, findMostUrgent, isMineNow, mine, openConversation, openId, slots } from "./state"

export type Dialog =
  | { kind: "close" | "help" | "search" | "status" | "transfer" }
  | { kind: "guard"; wrong: WrongBrand; sendAnyway: () => void }

export const dialog = signal<Dialog | null>(null)
/** What a phone shows: one column at a time. */
export const column = signal<"inbox" | "talk">("inbox")
/** Below 1200 px the panel is a drawer. */
export const isPanelOpen = signal(false)
/** The last refusal or piece of news, in plain words, until it is put away. */
export const notice = signal("")

export const isNarrow = matchMedia("(width < 760px)")
const isTouch = matchMedia("(pointer: coarse)")

export function showChat(id: string) {
  batch(() => {
    openConversation(id)
    column.value = "talk"
    isPanelOpen.value = false
    notice.value = ""
  })
  focusComposer()
}

export function showInbox() {
  column.value = "inbox"
}

/** After a chat has gone: the one that needs the agent most, or an empty desk. */
export function showNext() {
  const others = mine.value.filter((id) => id !== openId.value)
  const next = findMostUrgent(others)
  if (next && !isNarrow.matches) return showChat(next)
  batch(() => {
    openConversation("")
    showInbox()
  })
}

export function showSlot(index: number) {
  const id = slots.value[index]
  if (id) showChat(id)
}

export function openDialog(kind: "close" | "help" | "search" | "status" | "transfer") {
  const needsChat = kind === "close" || kind === "transfer"
  const chat = chatOf(openId.value)
  if (!needsChat || (chat && isMineNow(chat))) dialog.value = { kind }
}

/** Through the element, so that the browser gives the focus back to where it was. */
export function closeDialog() {
  const shown = document.querySelector<HTMLDialogElement>("dialog[open]")
  if (shown) shown.close()
  else dialog.value = null
}

/** Not on touch screens: there the focus would raise the keyboard over the chat. */
export function focusComposer() {
  if (isTouch.matches) return
  requestAnimationFrame(() => document.getElementById("composer")?.focus())
}

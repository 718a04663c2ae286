import { batch, signal } from "@preact/signals"
import { Refusal } from "../shared/refusal"
import type { WrongBrand } from "./guard"
import { chatOf, findMostUrgent, isMineNow, mine, openConversation, openId, slots } from "./state"
import { tCode } from "./texts"

type PlainDialog = "block" | "close" | "help" | "more" | "search" | "status" | "transcript" | "transfer"

export type Dialog =
  | { kind: PlainDialog }
  | { kind: "remove"; seq: number }
  | { kind: "guard"; wrong: WrongBrand; sendAnyway: () => void }

export const dialog = signal<Dialog | null>(null)
/** What a phone shows: one column at a time. */
export const column = signal<"inbox" | "talk">("inbox")
/** Below 1200 px the panel is a drawer. */
export const isPanelOpen = signal(false)
/** The newest line of the log is on the screen. */
export const isAtEnd = signal(true)
/** The last refusal or piece of news, in plain words, until it is put away. */
export const notice = signal("")
/** What went well and does not show by itself. */
export const news = signal("")

export const isNarrow = matchMedia("(width < 760px)")
const isTouch = matchMedia("(pointer: coarse)")

export function showChat(id: string) {
  batch(() => {
    openConversation(id)
    column.value = "talk"
    isPanelOpen.value = false
    notice.value = ""
    news.value = ""
  })
  focusComposer()
}

export function showInbox() {
  column.value = "inbox"
}

/** Says why not, when the server said no. */
export function complain(error: unknown) {
  const { code, message } = error instanceof Refusal ? error : new Refusal("network")
  notice.value = tCode("refused", code, message)
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

const NEED_CHAT = new Set<PlainDialog>(["block", "more", "transcript"])
const NEED_OWN_CHAT = new Set<PlainDialog>(["close", "transfer"])

export function openDialog(kind: PlainDialog) {
  const chat = chatOf(openId.value)
  if (NEED_CHAT.has(kind) && !chat) return
  if (NEED_OWN_CHAT.has(kind) && !(chat && isMineNow(chat))) return
  dialog.value = { kind }
}

/** Through the element, so that the browser gives the focus back to where it was. */
export function closeDialog() {
  const shown = document.querySelector<HTMLDialogElement>("dialog[open]")
  if (shown) shown.close()
  else dialog.value = null
}

/** The browser tells of the end of a dialog a moment later, and only then another one can open. */
export function closeDialogAnd(act: () => void) {
  document.querySelector("dialog[open]")?.addEventListener("close", act, { once: true })
  closeDialog()
}

/** Not on touch screens: there the focus would raise the keyboard over the chat. */
export function focusComposer() {
  if (isTouch.matches) return
  requestAnimationFrame(() => document.getElementById("composer")?.focus())
}

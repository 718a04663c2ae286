import { pick } from "./actions"
import { pressSave } from "./lead"
import { findMostUrgent, isMineNow, me, mine, openChat, openId } from "./state"
import type { TextKey } from "./texts"
import { closeDialog, dialog, focusComposer, isPanelOpen, openDialog, showChat, showSlot } from "./view"
import { toggleNote } from "./writing"

/** What the help shows, in its order. */
export const shortcuts: [keys: string, text: TextKey][] = [
  ["Alt 1…9", "key.slot"],
  ["Alt J", "key.urgent"],
  ["Alt 0", "key.pick"],
  ["Alt P", "key.note"],
  ["Alt L", "key.lead"],
  ["Alt T", "key.transfer"],
  ["Alt E", "key.close"],
  ["Alt M", "key.more"],
  ["Alt A", "key.attach"],
  ["Alt S", "key.status"],
  ["Ctrl K", "key.search"],
  ["/", "key.canned"],
  ["Tab", "key.next_slot"],
  ["Enter", "key.send"],
  ["↑", "key.edit"],
  ["Shift Enter", "key.line"],
  ["Esc", "key.escape"],
  ["?", "key.help"],
]

/** By the place of the key: on a Slovak keyboard the digit row writes letters. */
const withAlt: Record<string, () => void> = {
  KeyJ: showMostUrgent,
  Digit0: () => pick(),
  KeyP: switchNote,
  KeyL: () => void pressSave(),
  KeyT: () => openDialog("transfer"),
  KeyE: () => openDialog("close"),
  KeyM: () => openDialog("more"),
  KeyA: () => document.getElementById("attach")?.click(),
  KeyS: openStatus,
}

export function listenToKeys() {
  addEventListener("keydown", (event) => {
    if (press(event)) event.preventDefault()
  })
}

/** True when the key was ours. */
function press(event: KeyboardEvent): boolean {
  if (isSearch(event)) return open("search")
  if (dialog.value) return false
  if (event.key === "Escape" && isPanelOpen.value) return shutPanel()
  if (event.key === "?" && !isTyping(event)) return open("help")
  return event.altKey && !event.ctrlKey && !event.metaKey && pressAlt(event.code)
}

function pressAlt(code: string): boolean {
  const slot = /^Digit([1-9])$/.exec(code)?.[1]
  if (slot) showSlot(Number(slot) - 1)
  else withAlt[code]?.()
  return Boolean(slot) || code in withAlt
}

function isSearch({ code, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return code === "KeyK" && (ctrlKey || metaKey) && !altKey
}

function open(kind: "search" | "help"): boolean {
  if (dialog.value) closeDialog()
  else openDialog(kind)
  return true
}

function shutPanel(): boolean {
  isPanelOpen.value = false
  return true
}

function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select")
}

function showMostUrgent() {
  const id = findMostUrgent(mine.value)
  if (id) showChat(id)
}

/** Only agents have one. Before it is known who this is, the dialog waits. */
function openStatus() {
  if (me.value?.agent !== null) openDialog("status")
}

function switchNote() {
  if (!isMineNow(openChat.value)) return
  toggleNote(openId.value)
  focusComposer()
}

import { countSlots, nextSlot } from "./canned"
import { changeText, type Writing } from "./writing"

/** Into the element at once, so that the caret can be put where it belongs. */
export function writeInto(box: HTMLTextAreaElement, conversation: string, text: string) {
  box.value = text
  changeText(conversation, text)
  box.focus()
}

/** The next slot after the selection, so that typing replaces it. False when all are filled. */
export function selectSlot(box: HTMLTextAreaElement, from = box.selectionEnd): boolean {
  const slot = nextSlot(box.value, from)
  if (slot) box.setSelectionRange(slot.start, slot.end)
  return slot !== null
}

/** Only in what came from a canned reply: whoever types brackets himself means them. */
export function slotsLeft(writing: Writing): number {
  return writing.mode === "reply" && writing.canned ? countSlots(writing.reply) : 0
}

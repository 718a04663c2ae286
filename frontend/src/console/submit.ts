import type { ConsoleBrand } from "../shared/protocol"
import { edit, sendMessage } from "./actions"
import { attachmentsOf, takeAttached } from "./attachments"
import { findOtherBrand } from "./guard"
import { longestBody } from "./link"
import type { Chat } from "./reducers"
import { brands } from "./state"
import { selectSlot, slotsLeft } from "./text-box"
import { dialog } from "./view"
import { beginEdit, changeText, endEdit, textOf, type Writing, writingOf } from "./writing"

/** Not with open slots, and not in another brand's name without a second look. */
export function sendIfRight(chat: Chat, brand: ConsoleBrand, box: HTMLTextAreaElement) {
  const { id } = chat.item
  const writing = writingOf(id).peek()
  if (!isSendable(id, writing)) return
  if (slotsLeft(writing) > 0) return void selectSlot(box)
  const body = textOf(writing).trim()
  const sendNow = () => sendWritten(id, writing, body)
  const wrong = writing.mode === "note" ? null : findOtherBrand(body, brand, brands.value.values())
  if (wrong) dialog.value = { kind: "guard", wrong, sendAnyway: sendNow }
  else sendNow()
}

/** Some text, or at least a file, and nothing still on its way up. */
export function isSendable(id: string, writing: Writing): boolean {
  const body = textOf(writing).trim()
  const attachments = writing.mode === "reply" ? attachmentsOf(id).value : []
  if (body.length > longestBody.value || attachments.some(({ card }) => !card)) return false
  return body !== "" || attachments.length > 0
}

function sendWritten(id: string, { mode, canned, of }: Writing, body: string) {
  if (mode === "edit") return saveEdit(id, of, body)
  const isNote = mode === "note"
  sendMessage(id, body, { note: isNote, canned: isNote ? null : canned, attached: isNote ? [] : takeAttached(id) })
  changeText(id, "")
}

/** What could not be saved is not lost either. */
async function saveEdit(id: string, of: number, body: string) {
  endEdit(id)
  if (!(await edit(id, of, body))) beginEdit(id, of, body)
}

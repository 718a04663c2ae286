import { useRef } from "preact/hooks"
import type { ConsoleBrand } from "../shared/protocol"
import { showTyping } from "./actions"
import { AttachmentList } from "./attachment-list"
import { attach } from "./attachments"
import { CannedList, optionId } from "./canned-list"
import { useCannedPopup } from "./canned-popup"
import { Foot } from "./composer-foot"
import { Modes } from "./composer-modes"
import { bodyOf, lastEditable } from "./later"
import type { Chat } from "./reducers"
import { agentOf, isMineNow } from "./state"
import { sendIfRight } from "./submit"
import { selectSlot, slotsLeft } from "./text-box"
import { t } from "./texts"
import { beginEdit, changeText, endEdit, textOf, type Writing, writingOf } from "./writing"

interface Props {
  chat: Chat
  brand: ConsoleBrand
}

export function Composer({ chat, brand }: Props) {
  const box = useRef<HTMLTextAreaElement>(null)
  const { id } = chat.item
  const writing = writingOf(id).value
  const popup = useCannedPopup(box, chat, brand)
  const isListed = popup.found.length > 0
  const submit = () => sendIfRight(chat, brand, box.current!)
  const onInput = () => {
    changeText(id, box.current!.value)
    popup.update()
    if (writing.mode === "reply") showTyping(id)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const isUsed =
      popup.onKey(event) ||
      pressSlotKey(event, writing, box.current!) ||
      pressEditKey(event, chat, writing) ||
      pressSendKey(event, submit)
    if (isUsed) event.preventDefault()
  }
  return (
    <form class={`compose ${isMineNow(chat) ? writing.mode : "whisper"}`} onSubmit={(event) => (event.preventDefault(), submit())}>
      {isListed && <CannedList replies={popup.found} picked={popup.picked} onPick={popup.insert} />}
      <Modes chat={chat} writing={writing} />
      {writing.mode === "reply" && <AttachmentList id={id} />}
      <textarea
        id="composer"
        ref={box}
        rows={2}
        value={textOf(writing)}
        {...wordsFor(writing, chat, brand)}
        aria-autocomplete="list"
        aria-controls={isListed ? "canned" : undefined}
        aria-activedescendant={isListed ? optionId(popup.picked) : undefined}
        enterkeyhint="send"
        onInput={onInput}
        onKeyDown={onKeyDown}
        onClick={popup.update}
        onPaste={(event) => pasteFiles(event, id, writing)}
      />
      <Foot chat={chat} writing={writing} onCanned={popup.begin} />
    </form>
  )
}

function wordsFor({ mode }: Writing, chat: Chat, { name }: ConsoleBrand) {
  if (mode === "edit") return { "aria-label": t("compose.edit"), placeholder: "" }
  if (mode === "reply") {
    return {
      "aria-label": t("compose.reply_as", { brand: name }),
      placeholder: t("compose.reply_hint", { brand: name }),
    }
  }
  if (isMineNow(chat)) return { "aria-label": t("compose.note"), placeholder: t("compose.note_hint") }
  const agent = agentOf(chat)?.name ?? ""
  return { "aria-label": t("compose.whisper", { agent }), placeholder: t("compose.whisper_hint", { agent }) }
}

/** Tab goes from slot to slot; without slots it leaves the box, as everywhere. */
function pressSlotKey(event: KeyboardEvent, writing: Writing, box: HTMLTextAreaElement): boolean {
  return event.key === "Tab" && !event.shiftKey && slotsLeft(writing) > 0 && selectSlot(box)
}

/** Up, in an empty reply box, takes up the agent's last message again; Esc lets it be. */
function pressEditKey({ key }: KeyboardEvent, chat: Chat, writing: Writing): boolean {
  const { id } = chat.item
  if (writing.mode === "edit" && key === "Escape") {
    endEdit(id)
    return true
  }
  const last = writing.mode === "reply" && !writing.reply && key === "ArrowUp" ? lastEditable(chat) : undefined
  if (last) beginEdit(id, last.seq, bodyOf(chat, last))
  return last !== undefined
}

function pressSendKey(event: KeyboardEvent, submit: () => void): boolean {
  const isSend = event.key === "Enter" && !event.shiftKey && !event.isComposing
  if (isSend) submit()
  return isSend
}

/** A picture from the clipboard is attached; text is pasted as everywhere. */
function pasteFiles(event: ClipboardEvent, id: string, { mode }: Writing) {
  const files = event.clipboardData?.files
  if (mode !== "reply" || !files?.length) return
  event.preventDefault()
  attach(id, files)
}

import { useRef } from "preact/hooks"
import type { ConsoleBrand } from "../shared/protocol"
import { sendMessage, showTyping } from "./actions"
import { CannedList, optionId } from "./canned-list"
import { useCannedPopup } from "./canned-popup"
import { findOtherBrand } from "./guard"
import { Hint } from "./hint"
import { longestBody } from "./link"
import type { Chat } from "./reducers"
import { brands } from "./state"
import { selectSlot, slotsLeft } from "./text-box"
import { t, type TextKey } from "./texts"
import { dialog } from "./view"
import { changeText, changeWriting, textOf, type Writing, writingOf } from "./writing"

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
    const isUsed = popup.onKey(event) || pressSlotKey(event, writing, box.current!) || pressSendKey(event, submit)
    if (isUsed) event.preventDefault()
  }
  return (
    <form class={`compose ${writing.mode}`} onSubmit={(event) => (event.preventDefault(), submit())}>
      {isListed && <CannedList replies={popup.found} picked={popup.picked} onPick={popup.insert} />}
      <Modes id={id} writing={writing} />
      <textarea
        id="composer"
        ref={box}
        rows={2}
        value={textOf(writing)}
        {...wordsFor(writing, brand)}
        aria-autocomplete="list"
        aria-controls={isListed ? "canned" : undefined}
        aria-activedescendant={isListed ? optionId(popup.picked) : undefined}
        enterkeyhint="send"
        onInput={onInput}
        onKeyDown={onKeyDown}
        onClick={popup.update}
      />
      <Foot writing={writing} onCanned={popup.begin} />
    </form>
  )
}

function wordsFor({ mode }: Writing, { name }: ConsoleBrand) {
  if (mode === "note") return { "aria-label": t("compose.note"), placeholder: t("compose.note_hint") }
  return {
    "aria-label": t("compose.reply_as", { brand: name }),
    placeholder: t("compose.reply_hint", { brand: name }),
  }
}

function Modes({ id, writing }: { id: string; writing: Writing }) {
  return (
    <div class="modes">
      <ModeButton id={id} mode="reply" isOn={writing.mode === "reply"} label="compose.reply" />
      <ModeButton id={id} mode="note" isOn={writing.mode === "note"} label="compose.note" />
      <Hint keys="Alt P" />
      <span class="hint">
        <kbd>/</kbd> {t("hint.canned")} · <kbd>Shift Enter</kbd> {t("hint.line")} · <kbd>Alt J</kbd>{" "}
        {t("hint.urgent")}
      </span>
    </div>
  )
}

interface ModeProps {
  id: string
  mode: Writing["mode"]
  isOn: boolean
  label: TextKey
}

function ModeButton({ id, mode, isOn, label }: ModeProps) {
  const choose = () => {
    changeWriting(id, { mode })
    document.getElementById("composer")?.focus()
  }
  return (
    <button type="button" aria-pressed={isOn} onClick={choose}>
      {t(label)}
    </button>
  )
}

function Foot({ writing, onCanned }: { writing: Writing; onCanned: () => void }) {
  const slots = slotsLeft(writing)
  const over = textOf(writing).length - longestBody.value
  const isBlocked = !textOf(writing).trim() || slots > 0 || over > 0
  return (
    <div class="foot">
      {writing.mode === "reply" && (
        <button type="button" class="btn ghost" onClick={onCanned}>
          {t("compose.canned")} <Hint keys="/" />
        </button>
      )}
      <span role="status">
        {slots > 0 && (
          <span class="chip warn">
            {t("compose.slots", { n: slots })} <Hint keys="Tab" />
          </span>
        )}
        {over > 0 && <span class="chip bad">{t("compose.too_long", { n: over })}</span>}
      </span>
      <button type="submit" class="btn primary" disabled={isBlocked}>
        {t(writing.mode === "note" ? "compose.save_note" : "compose.send")}
      </button>
    </div>
  )
}

/** Tab goes from slot to slot; without slots it leaves the box, as everywhere. */
function pressSlotKey(event: KeyboardEvent, writing: Writing, box: HTMLTextAreaElement): boolean {
  return event.key === "Tab" && !event.shiftKey && slotsLeft(writing) > 0 && selectSlot(box)
}

function pressSendKey(event: KeyboardEvent, submit: () => void): boolean {
  const isSend = event.key === "Enter" && !event.shiftKey && !event.isComposing
  if (isSend) submit()
  return isSend
}

/** Not with open slots, and not in another brand's name without a second look. */
function sendIfRight({ item }: Chat, brand: ConsoleBrand, box: HTMLTextAreaElement) {
  const writing = writingOf(item.id).peek()
  const body = textOf(writing).trim()
  const isNote = writing.mode === "note"
  if (!body || body.length > longestBody.value) return
  if (slotsLeft(writing) > 0) return void selectSlot(box)
  const sendNow = () => {
    sendMessage(item.id, body, { note: isNote, canned: isNote ? null : writing.canned })
    changeText(item.id, "")
  }
  const wrong = isNote ? null : findOtherBrand(body, brand, brands.value.values())
  if (wrong) dialog.value = { kind: "guard", wrong, sendAnyway: sendNow }
  else sendNow()
}

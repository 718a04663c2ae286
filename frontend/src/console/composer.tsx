import { useSignal } from "@preact/signals"
import { useRef } from "preact/hooks"
import type { Canned, ConsoleBrand } from "../shared/protocol"
import { sendMessage, showTyping } from "./actions"
import { countSlots, fillVariables, matchCanned, nextSlot, type Query, queryAt } from "./canned"
import { CannedList, optionId } from "./canned-list"
import { findOtherBrand } from "./guard"
import { Hint } from "./hint"
import { longestBody } from "./link"
import type { Chat } from "./reducers"
import { brands, canned } from "./state"
import { t } from "./texts"
import { dialog } from "./view"
import { changeText, changeWriting, textOf, type Writing, writingOf } from "./writing"

interface Props {
  chat: Chat
  brand: ConsoleBrand
}

export function Composer({ chat, brand }: Props) {
  const box = useRef<HTMLTextAreaElement>(null)
  const id = chat.item.id
  const writing = writingOf(id).value
  const isNote = writing.mode === "note"
  const popup = usePopup(box, chat, brand)
  const keys = (event: KeyboardEvent) => popup.onKey(event) || slotKey(event, writing, box.current!) || sendKey(event, submit)
  const submit = () => sendIfRight(chat, brand, box.current!)

  const onInput = () => {
    changeText(id, box.current!.value)
    popup.update()
    if (!isNote) showTyping(id)
  }

  return (
    <form class={`compose ${writing.mode}`} onSubmit={(event) => (event.preventDefault(), submit())}>
      {popup.found.length > 0 && <CannedList replies={popup.found} picked={popup.picked} onPick={popup.insert} />}
      <Modes id={id} writing={writing} />
      <textarea
        id="composer"
        ref={box}
        rows={2}
        value={textOf(writing)}
        aria-label={isNote ? t("compose.note") : t("compose.reply_as", { brand: brand.name })}
        placeholder={isNote ? t("compose.note_hint") : t("compose.reply_hint", { brand: brand.name })}
        aria-autocomplete="list"
        aria-controls={popup.found.length ? "canned" : undefined}
        aria-activedescendant={popup.found.length ? optionId(popup.picked) : undefined}
        enterkeyhint="send"
        onInput={onInput}
        onKeyDown={keys}
        onClick={popup.update}
      />
      <Foot writing={writing} onCanned={popup.begin} />
    </form>
  )
}

function Modes({ id, writing }: { id: string; writing: Writing }) {
  const mode = (name: Writing["mode"], label: string) => (
    <button
      type="button"
      aria-pressed={writing.mode === name}
      onClick={() => {
        changeWriting(id, { mode: name })
        document.getElementById("composer")?.focus()
      }}
    >
      {label}
    </button>
  )
  return (
    <div class="modes">
      {mode("reply", t("compose.reply"))}
      {mode("note", t("compose.note"))}
      <Hint keys="Alt P" />
      <span class="hint">
        <kbd>/</kbd> {t("hint.canned")} · <kbd>Shift Enter</kbd> {t("hint.line")} · <kbd>Alt J</kbd> {t("hint.urgent")}
      </span>
    </div>
  )
}

function Foot({ writing, onCanned }: { writing: Writing; onCanned: () => void }) {
  const slots = slotsLeft(writing)
  const over = textOf(writing).length - longestBody.value
  const isBlocked = !textOf(writing).trim() || slots > 0 || over > 0
  return (
    <div class="foot">
      <button type="button" class="btn ghost" onClick={onCanned}>
        {t("compose.canned")} <Hint keys="/" />
      </button>
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

/** Only what came from a canned reply: whoever types brackets himself means them. */
function slotsLeft(writing: Writing): number {
  return writing.mode === "reply" && writing.canned ? countSlots(writing.reply) : 0
}

function usePopup(box: { current: HTMLTextAreaElement | null }, { item }: Chat, brand: ConsoleBrand) {
  const query = useSignal<Query | null>(null)
  const picked = useSignal(0)
  const isReply = writingOf(item.id).value.mode === "reply"
  const found = query.value && isReply ? matchCanned(canned.value, brand.id, query.value.word) : []

  const update = () => {
    const { value, selectionEnd } = box.current!
    query.value = queryAt(value, selectionEnd)
    picked.value = 0
  }
  const begin = () => {
    const { value } = box.current!
    writeInto(box.current!, item.id, `${value}${value && !/\s$/.test(value) ? " " : ""}/`)
    update()
  }
  const insert = (reply: Canned) => {
    insertCanned(box.current!, item.id, reply, query.value!.start, valuesFor(item.visitor.name, brand))
    query.value = null
  }
  const onKey = (event: KeyboardEvent) => {
    if (!found.length) return false
    if (event.key === "ArrowDown") picked.value = (picked.value + 1) % found.length
    else if (event.key === "ArrowUp") picked.value = (picked.value + found.length - 1) % found.length
    else if (event.key === "Escape") query.value = null
    else if (isChoosing(event)) insert(found[picked.value])
    else return false
    event.preventDefault()
    return true
  }
  return { found, picked: picked.value, update, begin, insert, onKey }
}

function isChoosing(event: KeyboardEvent): boolean {
  return !event.shiftKey && !event.isComposing && (event.key === "Enter" || event.key === "Tab")
}

function valuesFor(visitor: string, brand: ConsoleBrand) {
  return { visitor, brand: brand.name, agent: brand.alias }
}

function insertCanned(
  box: HTMLTextAreaElement,
  id: string,
  reply: Canned,
  start: number,
  values: Record<string, string>,
) {
  const text = fillVariables(reply.body, values)
  const after = box.value.slice(box.selectionEnd)
  writeInto(box, id, box.value.slice(0, start) + text + after)
  changeWriting(id, { canned: reply.id })
  if (!selectSlot(box, start)) box.setSelectionRange(start + text.length, start + text.length)
}

/** Into the element at once, so that the caret can be put where it belongs. */
function writeInto(box: HTMLTextAreaElement, id: string, text: string) {
  box.value = text
  changeText(id, text)
  box.focus()
}

function selectSlot(box: HTMLTextAreaElement, from: number): boolean {
  const slot = nextSlot(box.value, from)
  if (slot) box.setSelectionRange(slot.start, slot.end)
  return slot !== null
}

/** Tab goes from slot to slot; without slots it leaves the box, as everywhere. */
function slotKey(event: KeyboardEvent, writing: Writing, box: HTMLTextAreaElement): boolean {
  const isAsked = event.key === "Tab" && !event.shiftKey && slotsLeft(writing) > 0
  if (!isAsked || !selectSlot(box, box.selectionEnd)) return false
  event.preventDefault()
  return true
}

function sendKey(event: KeyboardEvent, submit: () => void): boolean {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return false
  event.preventDefault()
  submit()
  return true
}

function sendIfRight({ item }: Chat, brand: ConsoleBrand, box: HTMLTextAreaElement) {
  const writing = writingOf(item.id).peek()
  const body = textOf(writing).trim()
  if (!body || body.length > longestBody.value) return
  if (slotsLeft(writing)) return void selectSlot(box, box.selectionEnd)
  const sendNow = () => {
    sendMessage(item.id, body, { note: writing.mode === "note", canned: writing.canned })
    changeText(item.id, "")
  }
  const wrong = writing.mode === "reply" && findOtherBrand(body, brand, brands.value.values())
  if (wrong) dialog.value = { kind: "guard", wrong, sendAnyway: sendNow }
  else sendNow()
}

import { type Signal, useSignal } from "@preact/signals"
import type { Canned, ConsoleBrand } from "../shared/protocol"
import { fillVariables, matchCanned, type Query, queryAt } from "./canned"
import type { Chat } from "./reducers"
import { canned } from "./state"
import { selectSlot, writeInto } from "./text-box"
import { changeWriting, writingOf } from "./writing"

type Box = { current: HTMLTextAreaElement | null }

/** The canned replies that fit the shortcut at the caret, and the keys that move in them. */
export function useCannedPopup(box: Box, { item }: Chat, brand: ConsoleBrand) {
  const query = useSignal<Query | null>(null)
  const picked = useSignal(0)
  const isReply = writingOf(item.id).value.mode === "reply"
  const found = query.value && isReply ? matchCanned(canned.value, brand.id, query.value.word) : []

  const update = () => {
    query.value = queryAt(box.current!.value, box.current!.selectionEnd)
    picked.value = 0
  }
  const begin = () => {
    const { value } = box.current!
    writeInto(box.current!, item.id, `${value}${/\S$/.test(value) ? " " : ""}/`)
    update()
  }
  const insert = (reply: Canned) => {
    const values = { visitor: item.visitor.name, brand: brand.name, agent: brand.alias }
    insertCanned(box.current!, item.id, reply, query.value!.start, values)
    query.value = null
  }
  const onKey = (event: KeyboardEvent) => {
    if (found.length === 0) return false
    if (isInserting(event)) insert(found[picked.value])
    else if (event.key === "Escape") query.value = null
    else if (!movePick(event, picked, found.length)) return false
    event.preventDefault()
    return true
  }
  return { found, picked: picked.value, update, begin, insert, onKey }
}

function movePick({ key }: KeyboardEvent, picked: Signal<number>, count: number): boolean {
  const step = { ArrowDown: 1, ArrowUp: count - 1 }[key]
  if (step) picked.value = (picked.value + step) % count
  return step !== undefined
}

function isInserting(event: KeyboardEvent): boolean {
  return !event.shiftKey && !event.isComposing && (event.key === "Enter" || event.key === "Tab")
}

function insertCanned(
  box: HTMLTextAreaElement,
  conversation: string,
  reply: Canned,
  start: number,
  values: Record<string, string>,
) {
  const text = fillVariables(reply.body, values)
  const end = start + text.length
  writeInto(box, conversation, box.value.slice(0, start) + text + box.value.slice(box.selectionEnd))
  changeWriting(conversation, { canned: reply.id })
  if (!selectSlot(box, start)) box.setSelectionRange(end, end)
}

import type { Canned } from "../shared/protocol"

const SLOT = /\[[^[\]\n]+\]/
const VARIABLE = /\{\{\s*(\w+)\s*(?:\|([^}]*))?\}\}/g
const MOST_SHOWN = 7

export interface Query {
  /** Where the "/" or "#" stands. */
  start: number
  word: string
}

export interface Range {
  start: number
  end: number
}

/** The shortcut being typed right before the caret, if there is one. */
export function queryAt(text: string, caret: number): Query | null {
  const match = /(?:^|\s)[/#]([^\s/#]*)$/.exec(text.slice(0, caret))
  if (!match) return null
  const word = match[1]
  return { start: caret - word.length - 1, word: word.toLocaleLowerCase() }
}

/** Replies of this brand or of all; those whose shortcut begins with the word first. */
export function matchCanned(all: readonly Canned[], brand: string, word: string): Canned[] {
  const usable = all.filter((reply) => reply.brand === null || reply.brand === brand)
  const begins = usable.filter((reply) => nameOf(reply).startsWith(word))
  const contains = usable.filter((reply) => !begins.includes(reply) && searched(reply).includes(word))
  return [...begins, ...contains].slice(0, MOST_SHOWN)
}

/** Shortcuts may be stored with or without their sign. */
export function nameOf(reply: Canned): string {
  return reply.shortcut.replace(/^[/#]/, "").toLocaleLowerCase()
}

function searched(reply: Canned): string {
  return `${reply.shortcut} ${reply.title}`.toLocaleLowerCase()
}

/**
 * {{visitor}} becomes its value, {{visitor|there}} falls back; without either it turns into a slot,
 * so that nobody is ever greeted with an empty name.
 */
export function fillVariables(body: string, values: Record<string, string | null | undefined>): string {
  return body.replace(VARIABLE, (_, name: string, fallback?: string) => values[name] || fallback?.trim() || `[${name}]`)
}

export function countSlots(text: string): number {
  return text.match(new RegExp(SLOT, "g"))?.length ?? 0
}

/** The next slot at or after `from`, or the first one again. */
export function nextSlot(text: string, from: number): Range | null {
  return slotIn(text, from) ?? slotIn(text, 0)
}

function slotIn(text: string, from: number): Range | null {
  const match = SLOT.exec(text.slice(from))
  if (!match) return null
  const start = from + match.index
  return { start, end: start + match[0].length }
}

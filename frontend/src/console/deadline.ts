import type { Item } from "../shared/protocol"

/** Seconds a visitor may wait, and how many before the end the clock turns amber. */
const FIRST_RESPONSE = { limit: 30, warn: 12 }
const NEXT_RESPONSE = { limit: 120, warn: 45 }

export type Tone = "calm" | "warn" | "late"

export interface Deadline {
  limit: number
  /** Whole seconds; below zero when it is missed. */
  left: number
  tone: Tone
}

type Timed = Pick<Item, "unanswered_since" | "first_response_at">

/** Null while it is the visitor's turn. */
export function deadlineOf(item: Timed, now: number): Deadline | null {
  if (!item.unanswered_since) return null
  const { limit, warn } = item.first_response_at ? NEXT_RESPONSE : FIRST_RESPONSE
  return measure(item.unanswered_since, limit, warn, now)
}

/** What a visitor in the queue has left of the promised first response. */
export function waitOf(item: Pick<Item, "queued_at">, now: number): Deadline | null {
  if (!item.queued_at) return null
  return measure(item.queued_at, FIRST_RESPONSE.limit, FIRST_RESPONSE.warn, now)
}

function measure(since: string, limit: number, warn: number, now: number): Deadline {
  const left = Math.min(limit, Math.floor((Date.parse(since) + limit * 1000 - now) / 1000))
  return { limit, left, tone: toneOf(left, warn) }
}

function toneOf(left: number, warn: number): Tone {
  if (left < 0) return "late"
  return left <= warn ? "warn" : "calm"
}

/** The one whose visitor has the least time left; those whose turn it is come last. */
export function mostUrgent<T extends Timed>(items: readonly T[], now: number): T | undefined {
  const left = (item: T) => deadlineOf(item, now)?.left ?? Infinity
  return items.toSorted((a, b) => left(a) - left(b))[0]
}

/** 94 → "1:34", -8 → "+0:08" */
export function countdown(left: number): string {
  const seconds = Math.abs(left)
  return `${left < 0 ? "+" : ""}${minutes(seconds)}`
}

export function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
}

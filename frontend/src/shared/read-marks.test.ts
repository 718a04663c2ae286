import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { ReadMarks } from "./read-marks"

let told: number[]
let isOnline: boolean

beforeEach(() => {
  vi.useFakeTimers()
  told = []
  isOnline = true
})
afterEach(() => vi.useRealTimers())

function create(onChange = () => {}) {
  return new ReadMarks({ side: "visitor", send: (_conv, seq) => isOnline && told.push(seq) > 0, onChange })
}

test("tells at once, then at most every two seconds, and the last one at the end", async () => {
  const marks = create()

  for (const seq of [1, 2, 3]) marks.see("c1", seq)
  expect(told).toEqual([1])
  await vi.advanceTimersByTimeAsync(2_000)

  expect(told).toEqual([1, 3])
})

test("tells the same once", async () => {
  const marks = create()

  marks.see("c1", 1)
  await vi.advanceTimersByTimeAsync(5_000)
  marks.see("c1", 1)

  expect(told).toEqual([1])
})

test("does not tell what the server knows already", () => {
  const marks = create()
  marks.hear("c1", { visitor: 5 })

  marks.see("c1", 5)

  expect(told).toEqual([])
})

test("tells after a reconnect what did not go", () => {
  isOnline = false
  const marks = create()
  marks.see("c1", 4)

  isOnline = true
  marks.resume()

  expect(told).toEqual([4])
})

test("marks only move forward, and a move is a change", () => {
  const onChange = vi.fn()
  const marks = create(onChange)

  marks.hear("c1", { agent: 7 })
  marks.hear("c1", { agent: 3, visitor: 0 })

  expect(marks.of("c1", "agent")).toBe(7)
  expect(onChange).toHaveBeenCalledOnce()
})

test("holds nothing of a conversation it was told to forget", () => {
  const marks = create()
  marks.hear("c1", { agent: 7 })

  marks.forget("c1")

  expect(marks.of("c1", "agent")).toBe(0)
})

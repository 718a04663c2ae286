import { describe, expect, it } from "vitest"
import { countdown, deadlineOf, minutes, mostUrgent, waitOf } from "./deadline"
import { at, item } from "./fixtures"

const second = (n: number) => Date.parse(at(n))
const asking = item("c", { unanswered_since: at(0), first_response_at: null })
const asked = item("c", { unanswered_since: at(0), first_response_at: at(-60) })

describe("the clock", () => {
  it.each([
    [0, 30, "calm"],
    [17, 13, "calm"],
    [18, 12, "warn"],
    [30, 0, "warn"],
    [31, -1, "late"],
  ])("of a first response: after %i s %i left, %s", (passed, left, tone) => {
    expect(deadlineOf(asking, second(passed))).toEqual({ limit: 30, left, tone })
  })

  it.each([
    [74, 46, "calm"],
    [75, 45, "warn"],
    [121, -1, "late"],
  ])("of a later answer: after %i s %i left, %s", (passed, left, tone) => {
    expect(deadlineOf(asked, second(passed))).toEqual({ limit: 120, left, tone })
  })

  it("stands still while it is the visitor's turn", () => {
    expect(deadlineOf(item("c", { unanswered_since: null }), second(500))).toBeNull()
  })

  it("never shows more than the limit when the server's clock is ahead", () => {
    expect(deadlineOf(asking, second(-5))?.left).toBe(30)
  })

  it("of the queue counts from the arrival", () => {
    expect(waitOf({ queued_at: at(0) }, second(20))).toEqual({ limit: 30, left: 10, tone: "warn" })
  })
})

it("the most urgent chat is the one with the least time left", () => {
  const first = { ...asking, id: "first" }
  const later = { ...asked, id: "later" }
  const quiet = item("quiet")

  expect(mostUrgent([quiet, later, first], second(5))?.id).toBe("first")
  expect(mostUrgent([quiet, later], second(5))?.id).toBe("later")
  expect(mostUrgent([], second(5))).toBeUndefined()
})

it("time is written as minutes and seconds, and with a plus when it is over", () => {
  expect([94, 5, 0, -8, -125].map(countdown)).toEqual(["1:34", "0:05", "0:00", "+0:08", "+2:05"])
  expect(minutes(754)).toBe("12:34")
})

import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { ConversationEvent, EventPage, Heads } from "./protocol"
import { Streams } from "./streams"
import { message, pageOf, welcome } from "./testing"

let applied: number[]
let confirmed: Heads[]
let fetchEvents: ReturnType<typeof vi.fn<(conv: string, after: number) => Promise<EventPage>>>
let onReset: ReturnType<typeof vi.fn<() => void>>

beforeEach(() => {
  vi.useFakeTimers()
  applied = []
  confirmed = []
  fetchEvents = vi.fn(async () => pageOf([], 0))
  onReset = vi.fn()
})
afterEach(() => vi.useRealTimers())

function create() {
  return new Streams({
    fetch: fetchEvents,
    onEvents: (_conv: string, events: ConversationEvent[]) => applied.push(...events.map((event) => event.seq)),
    onReset,
    confirm: (heads) => confirmed.push(heads) > 0,
  })
}

function push(streams: Streams, ...seqs: number[]) {
  for (const seq of seqs) streams.receive({ t: "event", ...message(seq) })
}

test("applies what comes next and ignores what it has seen", () => {
  const streams = create()
  streams.track("c1", 3)

  push(streams, 3, 4, 4, 5, 2)

  expect(applied).toEqual([4, 5])
})

test("puts in order what overtook without asking the server", async () => {
  const streams = create()
  streams.track("c1")

  push(streams, 2, 3, 1)
  await vi.advanceTimersByTimeAsync(1_000)

  expect(applied).toEqual([1, 2, 3])
  expect(fetchEvents).not.toHaveBeenCalled()
})

test("fetches a hole", async () => {
  const streams = create()
  streams.track("c1")
  fetchEvents.mockResolvedValue(pageOf([message(2), message(3)], 3))

  push(streams, 1, 3)
  await vi.advanceTimersByTimeAsync(300)

  expect(fetchEvents).toHaveBeenCalledWith("c1", 1)
  expect(applied).toEqual([1, 2, 3])
})

test("finds a lost last message by the heartbeat", async () => {
  const streams = create()
  streams.track("c1", 1)
  fetchEvents.mockResolvedValue(pageOf([message(2)], 2))

  streams.receive({ t: "hb", n: 1, heads: { c1: 2 } })
  await vi.advanceTimersByTimeAsync(300)

  expect(applied).toEqual([2])
})

test("fills a gap page by page, with what is pushed meanwhile at its end", async () => {
  const streams = create()
  streams.track("c1")
  fetchEvents.mockImplementation(async (_conv, after) =>
    after === 0 ? pageOf([message(1), message(2)], 4, true) : pageOf([message(3), message(4)], 4),
  )

  streams.receive({ t: "gap", conv: "c1", head: 4 })
  push(streams, 5)
  await vi.advanceTimersByTimeAsync(0)

  expect(applied).toEqual([1, 2, 3, 4, 5])
})

test("tries again when the fetch fails", async () => {
  const streams = create()
  streams.track("c1")
  fetchEvents.mockRejectedValueOnce(new Error("unavailable")).mockResolvedValue(pageOf([message(1), message(2)], 2))

  push(streams, 2)
  await vi.advanceTimersByTimeAsync(5_000)

  expect(applied).toEqual([1, 2])
})

test("keeps at most 500 events ahead of a hole", async () => {
  const streams = create()
  streams.track("c1")
  fetchEvents.mockResolvedValue(pageOf([message(1)], 700))

  push(streams, ...Array.from({ length: 700 }, (_, index) => index + 2))
  await vi.advanceTimersByTimeAsync(300)

  expect(applied.length).toBe(501)
})

test("keeps conversations apart and ignores those it does not follow", () => {
  const streams = create()
  streams.track("c1")
  streams.track("c2", 4)

  streams.receive({ t: "event", ...message(5, "c2") })
  streams.receive({ t: "event", ...message(1, "c3") })

  expect(applied).toEqual([5])
  expect(streams.after).toEqual({ c1: 0, c2: 5 })
})

test("confirms every ten seconds, and at once after fifty events", async () => {
  const streams = create()
  streams.track("c1")

  push(streams, 1, 2)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(confirmed).toEqual([{ c1: 2 }])
  push(streams, ...Array.from({ length: 50 }, (_, index) => index + 3))

  expect(confirmed).toEqual([{ c1: 2 }, { c1: 52 }])
})

test("drops everything when the numbering begins anew", async () => {
  const streams = create()
  streams.receive(welcome)
  streams.track("c1", 9)

  streams.receive({ ...welcome, epoch: "e2" } as typeof welcome)

  expect(onReset).toHaveBeenCalledOnce()
  expect(streams.after).toEqual({})
})

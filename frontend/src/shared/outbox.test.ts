import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { Outbox } from "./outbox"
import type { MessageRequest, Receipt } from "./protocol"
import { Refusal } from "./refusal"
import { MemoryStore } from "./storage"

let storage: MemoryStore
let sent: string[]
let messages: MessageRequest[]
let delivered: string[]
let isOnline: boolean
let post: ReturnType<typeof vi.fn<(message: MessageRequest) => Promise<Receipt>>>

beforeEach(() => {
  vi.useFakeTimers()
  storage = new MemoryStore()
  sent = []
  messages = []
  delivered = []
  isOnline = true
  post = vi.fn(async () => {
    throw new Refusal("network")
  })
})
afterEach(() => vi.useRealTimers())

function create() {
  return new Outbox({
    storage,
    prefix: "outbox:",
    send: (message) => isOnline && messages.push(message) > 0 && sent.push(message.client_id) > 0,
    post,
    onChange: () => {},
    onSent: (draft) => delivered.push(draft.client_id),
    random: () => 0.5,
  })
}

const draft = (client_id: string, conv: string | null = "c1"): MessageRequest => ({ conv, client_id, body: client_id })

const receipt = (client_id: string, conv = "c1"): Receipt => {
  return { client_id, conv, seq: 1, id: "e1", at: "2026-01-01T00:00:00Z", duplicate: false }
}

test("sends one after the other within a conversation", () => {
  const outbox = create()

  outbox.add(draft("m1"))
  outbox.add(draft("m2"))
  expect(sent).toEqual(["m1"])
  outbox.confirm(receipt("m1"))

  expect(sent).toEqual(["m1", "m2"])
  expect(delivered).toEqual(["m1"])
})

test("does not let one conversation wait for another", () => {
  const outbox = create()

  outbox.add(draft("m1", "c1"))
  outbox.add(draft("m2", "c2"))

  expect(sent).toEqual(["m1", "m2"])
})

test("puts what was written before the first ack into the conversation of that ack", () => {
  const outbox = create()
  outbox.add(draft("m1", null))
  outbox.add(draft("m2", null))

  outbox.confirm(receipt("m1", "c9"))

  expect(outbox.drafts.map(({ client_id, conv }) => [client_id, conv])).toEqual([["m2", "c9"]])
})

test("sends what is left again after a reconnect and after a reload, under the same id", () => {
  create().add(draft("m1"))

  const reloaded = create()
  reloaded.resume()
  reloaded.resume()

  expect(sent).toEqual(["m1", "m1", "m1"])
})

test("posts when there is no socket for some seconds", async () => {
  isOnline = false
  post.mockImplementation(async (message) => receipt(message.client_id))
  const outbox = create()
  outbox.add(draft("m1"))
  outbox.add(draft("m2"))

  await vi.advanceTimersByTimeAsync(4_000)
  expect(post).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(10_000)

  expect(delivered).toEqual(["m1", "m2"])
})

test("posts what the socket never acknowledged", async () => {
  post.mockImplementation(async (message) => receipt(message.client_id))
  create().add(draft("m1"))

  await vi.advanceTimersByTimeAsync(5_000)

  expect(sent).toEqual(["m1"])
  expect(delivered).toEqual(["m1"])
})

test("tries again when the server is unavailable, after the time it asked for", async () => {
  const outbox = create()
  outbox.add(draft("m1"))

  outbox.refuse({ client_id: "m1", code: "unavailable", retry_after: 3 })
  await vi.advanceTimersByTimeAsync(2_900)
  expect(sent).toEqual(["m1"])
  await vi.advanceTimersByTimeAsync(200)

  expect(sent).toEqual(["m1", "m1"])
})

test("says why a message waits, and sends its files by their ids alone", () => {
  const outbox = create()
  const card = { id: "f1", name: "a.png", type: "image/png", size: 1, width: 1, height: 1, status: "clean" as const }
  outbox.add({ ...draft("m1", null), files: ["f1"], attached: [card] })

  outbox.refuse({ client_id: "m1", code: "rate", retry_after: 60 })

  expect(create().drafts[0]).toMatchObject({ state: "sending", code: "rate", attached: [card] })
  expect(messages).toEqual([{ ...draft("m1", null), files: ["f1"] }])
})

test("keeps a refused message and goes on with the next one", () => {
  const outbox = create()
  outbox.add(draft("m1"))
  outbox.add(draft("m2"))

  outbox.refuse({ client_id: "m1", code: "too_large" })

  expect(sent).toEqual(["m1", "m2"])
  expect(outbox.drafts[0]).toMatchObject({ client_id: "m1", state: "failed", code: "too_large" })
})

test("retries a refused message when asked, with the same id", () => {
  const outbox = create()
  outbox.add(draft("m1"))
  outbox.refuse({ client_id: "m1", code: "closed" })

  outbox.retry("m1")

  expect(sent).toEqual(["m1", "m1"])
  expect(outbox.drafts[0].state).toBe("sending")
})

test("says so when a message is late, and still delivers it", async () => {
  isOnline = false
  const outbox = create()
  outbox.add(draft("m1"))

  await vi.advanceTimersByTimeAsync(60_000)
  expect(outbox.drafts[0].state).toBe("late")
  post.mockImplementation(async (message) => receipt(message.client_id))
  await vi.advanceTimersByTimeAsync(60_000)

  expect(delivered).toEqual(["m1"])
})

test("takes the event itself for an ack, and the second ack for nothing", () => {
  const outbox = create()
  outbox.add(draft("m1"))
  const by = { kind: "visitor" as const, id: "v1", name: "" }

  outbox.confirmByEvent({ conv: "c1", seq: 4, kind: "message", at: "", by, data: { body: "m1" }, client_id: "m1" })
  outbox.confirm(receipt("m1"))

  expect(delivered).toEqual(["m1"])
  expect(storage.length).toBe(0)
})

test("does not overwrite what another tab has in its outbox", () => {
  const one = create()
  const other = create()

  one.add(draft("m1"))
  other.add(draft("m2"))

  expect(create().drafts.map((item) => item.client_id)).toEqual(["m1", "m2"])
})

test("what cannot be read in the storage stops nothing, and is thrown away", () => {
  storage.setItem("outbox:broken", "{")
  storage.setItem("outbox:whole", JSON.stringify({ ...draft("whole"), at: 1, state: "sending" }))

  expect(create().drafts.map(({ client_id }) => client_id)).toEqual(["whole"])
  expect(storage.getItem("outbox:broken")).toBeNull()
})

import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { ServerFrame } from "./protocol"
import { Socket, type SocketOptions } from "./socket"
import { FakeSocket, FakeWebSocket, welcome } from "./testing"

let frames: ServerFrame[]

beforeEach(() => {
  vi.useFakeTimers()
  FakeSocket.all = []
  frames = []
})
afterEach(() => vi.useRealTimers())

function create(options: Partial<SocketOptions> = {}) {
  return new Socket({
    url: "wss://chat.example/ws/visitor/",
    credentials: async () => ({ token: "t1" }),
    resume: () => ({ after: { c1: 7 } }),
    onFrame: (frame) => frames.push(frame),
    WebSocket: FakeWebSocket,
    random: () => 0.5,
    ...options,
  })
}

async function connect(socket: Socket) {
  socket.open()
  await vi.advanceTimersByTimeAsync(0)
  FakeSocket.last.open()
  FakeSocket.last.say(welcome)
}

test("says hello with its token and where to go on from", async () => {
  const socket = create()

  await connect(socket)

  expect(FakeSocket.last.sent).toEqual([{ v: 1, t: "hello", token: "t1", after: { c1: 7 } }])
  expect(socket.state).toBe("open")
})

test("sends nothing before the welcome", async () => {
  const socket = create()
  socket.open()
  await vi.advanceTimersByTimeAsync(0)
  FakeSocket.last.open()

  expect(socket.send({ t: "hb", n: 1 })).toBe(false)
})

test("reads several frames in one", async () => {
  await connect(create())

  FakeSocket.last.say([
    { t: "hb", n: 1 },
    { t: "hb", n: 2 },
  ])

  expect(frames.map((frame) => frame.t)).toEqual(["welcome", "hb", "hb"])
})

test("beats in the rhythm of the welcome", async () => {
  await connect(create())

  FakeSocket.last.sent = []
  await vi.advanceTimersByTimeAsync(26_000)

  expect(FakeSocket.last.sent).toEqual([{ t: "hb", n: 1 }])
})

test("comes back after a loss, with growing delays and fresh credentials", async () => {
  const credentials = vi.fn(async () => ({ token: "t1" }))
  await connect(create({ credentials }))

  FakeSocket.last.end(1006)
  await vi.advanceTimersByTimeAsync(251)
  expect(FakeSocket.all.length).toBe(2)
  FakeSocket.last.end(1006)
  await vi.advanceTimersByTimeAsync(251)
  expect(FakeSocket.all.length).toBe(2)
  await vi.advanceTimersByTimeAsync(250)
  expect(FakeSocket.all.length).toBe(3)
  expect(credentials).toHaveBeenCalledTimes(3)
})

test("takes 40 seconds of silence for a loss", async () => {
  await connect(create())

  await vi.advanceTimersByTimeAsync(39_000)
  FakeSocket.last.say({ t: "hb", n: 1 })
  await vi.advanceTimersByTimeAsync(39_000)
  expect(FakeSocket.all.length).toBe(1)
  await vi.advanceTimersByTimeAsync(2_000)

  expect(FakeSocket.all.length).toBe(2)
})

test("asks for new credentials once when refused, and gives up when these are refused too", async () => {
  const credentials = vi.fn(async (_refused?: number) => ({ token: "t1" }))
  const socket = create({ credentials })
  await connect(socket)

  FakeSocket.last.end(4001)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(credentials).toHaveBeenLastCalledWith(4001)
  FakeSocket.last.end(4003)
  await vi.advanceTimersByTimeAsync(60_000)

  expect(socket.state).toBe("refused")
  expect(FakeSocket.all.length).toBe(2)
})

test("stops without credentials until it is opened again", async () => {
  let ticket: { ticket: string } | null = null
  const socket = create({ credentials: async () => ticket })
  socket.open()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(socket.state).toBe("refused")

  ticket = { ticket: "k1" }
  socket.open()
  await vi.advanceTimersByTimeAsync(0)

  expect(FakeSocket.all.length).toBe(1)
})

test("tries again when the credentials cannot be reached", async () => {
  const credentials = vi.fn().mockRejectedValueOnce(new Error("network")).mockResolvedValue({ token: "t1" })
  create({ credentials }).open()

  await vi.advanceTimersByTimeAsync(1_000)

  expect(FakeSocket.all.length).toBe(1)
})

test("moves away within the time of the drain", async () => {
  const socket = create()
  await connect(socket)

  FakeSocket.last.say({ t: "drain", reconnect_in: [2, 10] })
  await vi.advanceTimersByTimeAsync(5_900)
  expect(socket.state).toBe("open")
  await vi.advanceTimersByTimeAsync(200)

  expect(FakeSocket.all.length).toBe(2)
})

test("does not sit out the delay when the page wakes up", async () => {
  const socket = create({ random: () => 1 })
  await connect(socket)
  FakeSocket.last.end(1006)

  socket.wake()
  await vi.advanceTimersByTimeAsync(0)

  expect(FakeSocket.all.length).toBe(2)
})

test("stays closed", async () => {
  const socket = create()
  await connect(socket)

  socket.close()
  socket.wake()
  await vi.advanceTimersByTimeAsync(120_000)

  expect(FakeSocket.all.length).toBe(1)
})

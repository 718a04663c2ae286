import { beforeEach, describe, expect, it, vi } from "vitest"
import type { ServerFrame } from "../shared/protocol"

const line = vi.hoisted(() => ({
  state: "open",
  asked: [] as string[],
  isRefused: false,
  hear: (_frame: { t: string }) => {},
}))
vi.stubGlobal("document", { hidden: false, documentElement: { lang: "en" }, getElementById: () => null })
vi.stubGlobal("matchMedia", () => ({ matches: true }))
vi.stubGlobal("requestAnimationFrame", () => 0)
vi.mock("./link", () => ({
  connection: { peek: () => line.state },
  listen: (listener: (frame: ServerFrame) => void) => (line.hear = listener as typeof line.hear),
  send: ({ action }: { action: string }) => line.asked.push(action),
}))
vi.mock("./actions", () => ({
  attempt: async ({ action }: { action: string }) => {
    line.asked.push(action)
    return line.isRefused ? null : {}
  },
}))

const { at, boot, item } = await import("./fixtures")
const state = await import("./state")
const { startWatching, stopWatching, takeOver, watch, watching } = await import("./watch")
const { writingOf } = await import("./writing")

const settled = () => new Promise((resolve) => setTimeout(resolve))
startWatching()

beforeEach(async () => {
  state.openConversation("")
  const { me, ...rest } = boot([])
  const theirs = ["one", "two"].map((id) => item(id, { agent: "agent-other", assigned_at: at(1) }))
  state.loadBoot({ ...rest, me: { ...me, role: "supervisor" }, conversations: theirs })
  Object.assign(line, { state: "open", isRefused: false, asked: [] })
})

describe("a watched chat", () => {
  it("is on the screen, with a whisper to write", () => {
    watch("one")

    expect(state.openId.value).toBe("one")
    expect(writingOf("one").value.mode).toBe("note")
    expect(line.asked).toEqual(["watch"])
  })

  it("is left with the next one, and with the button", () => {
    watch("one")
    watch("two")
    expect(line.asked).toEqual(["watch", "unwatch", "watch"])

    stopWatching()

    expect(watching.value).toBe("")
    expect(line.asked.at(-1)).toBe("unwatch")
  })

  it("is asked for as soon as there is a socket, and again with each new one", () => {
    line.state = "connecting"
    watch("one")
    expect(line.asked).toEqual([])

    line.hear({ t: "welcome" })
    line.hear({ t: "welcome" })

    expect(line.asked).toEqual(["watch", "watch"])
  })

  it("is not watched when the server says no", async () => {
    line.isRefused = true
    watch("one")
    await settled()

    expect(watching.value).toBe("")
  })

  it("is replied to by whoever takes it over, without a word about leaving", async () => {
    watch("one")
    await takeOver("one")

    expect(writingOf("one").value.mode).toBe("reply")
    expect(line.asked).toEqual(["watch", "take_over"])
  })
})

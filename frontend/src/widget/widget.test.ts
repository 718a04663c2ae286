import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { wrap, type ToHost } from "./bridge"
import { FakeElement, stubPage } from "./testing"
import { Widget } from "./widget"

const RETRY = 60_000
const status = {
  state: "open",
  brand: { name: "Nova", colours: {} },
  texts: { chat: "Chat", open: "Open", close: "Close", unread: "{count} unread" },
}
let page: EventTarget
let body: FakeElement
let asked: { answer: (is: number) => void }[]
let widget: Widget

beforeEach(() => {
  vi.useFakeTimers()
  ;({ page, body } = stubPage())
  asked = []
  vi.stubGlobal("fetch", ask)
  widget = new Widget({ base: "https://chat.example/loader.js", key: "k", language: "sk", position: "right", theme: "light" })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** The server, which answers when it is told to. */
async function ask(_url: URL, { signal }: RequestInit) {
  signal?.throwIfAborted()
  return new Promise<Response>((resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason))
    asked.push({ answer: (is) => resolve(new Response(JSON.stringify(status), { status: is })) })
  })
}

async function answer(index: number, is = 200) {
  asked[index].answer(is)
  await vi.advanceTimersByTimeAsync(0)
}

describe("shut down and booted again while the server is asked", () => {
  it("has one launcher", async () => {
    widget.boot()
    widget.shutdown()
    widget.boot()
    await answer(0)
    await answer(1)

    expect(body.children).toHaveLength(1)
  })

  it("is asked for by one loop alone, however it goes", async () => {
    widget.boot()
    await answer(0, 503)
    widget.shutdown()
    widget.boot()
    await answer(1, 503)

    await vi.advanceTimersByTimeAsync(RETRY)
    expect(asked).toHaveLength(3)
    await answer(2)
    await vi.advanceTimersByTimeAsync(RETRY)

    expect(asked).toHaveLength(3)
    expect(body.children).toHaveLength(1)
  })

  it("stays away when nobody boots it again", async () => {
    widget.boot()
    await answer(0, 503)
    widget.shutdown()
    await vi.advanceTimersByTimeAsync(RETRY)

    expect(body.children).toEqual([])
  })
})

describe("the bubble", () => {
  const texts = () => body.all.map(({ textContent }) => textContent)

  function hear(message: ToHost) {
    const iframe = body.all.find(({ tag }) => tag === "iframe")!
    const event = new Event("message")
    page.dispatchEvent(Object.assign(event, { origin: "https://chat.example", source: iframe.contentWindow, data: wrap(message) }))
  }

  beforeEach(async () => {
    widget.boot()
    await answer(0)
    widget.open()
    widget.close()
    hear({ type: "unread", count: 1, text: "Your IBAN is SK31" })
  })

  it("does not keep what is removed meanwhile, which is no news", () => {
    expect(texts()).toContain("Your IBAN is SK31")
    const counted = vi.fn()
    widget.on("unread", counted)

    hear({ type: "unread", count: 1, text: "" })

    expect(texts()).not.toContain("Your IBAN is SK31")
    expect(widget.get("unread")).toBe(1)
    expect(counted).not.toHaveBeenCalled()
  })

  it("is drawn for what is new alone", () => {
    const message = body.all.find(({ textContent }) => textContent === "Your IBAN is SK31")!
    message.parent!.hidden = true

    hear({ type: "unread", count: 1, text: "Your IBAN is SK31" })

    expect(message.parent!.hidden).toBe(true)
  })

  it("goes with the widget", () => {
    widget.shutdown()

    expect(body.children).toEqual([])
    expect(widget.get("unread")).toBe(0)
  })
})

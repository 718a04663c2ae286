import { beforeEach, describe, expect, it, vi } from "vitest"
import { at, boot, event, item, ME, said } from "./fixtures"
import * as state from "./state"

const page = { hidden: false }
vi.stubGlobal("document", page)

beforeEach(() => {
  page.hidden = false
  state.openConversation("")
  state.loadBoot(boot([]))
})

const inSlots = () => state.slots.value

describe("the inbox", () => {
  it("puts chats where they belong, and leaves out those of others", () => {
    const waiting = { status: "waiting", agent: null } as const

    state.loadBoot(boot([
      item("late", { ...waiting, queued_at: at(5) }),
      item("mine", { assigned_at: at(2) }),
      item("early", { ...waiting, queued_at: at(1) }),
      item("first", { assigned_at: at(1) }),
      item("other", { agent: "agent-other" }),
    ]))

    expect(inSlots()).toEqual(["first", "mine"])
    expect(state.queue.value).toEqual(["early", "late"])
    expect(state.chatOf("other")).toBeUndefined()
  })

  it("keeps every place through a transfer and a pick", () => {
    state.loadBoot(boot([item("a"), item("b"), item("c"), item("q", { status: "waiting", agent: null })]))

    state.receiveEvents("b", [event(2, "transferred", "agent", { agent: null })])
    state.receiveItems([item("q", { seq: 2, status: "assigned", agent: ME })])

    expect(inSlots()).toEqual(["a", "q", "c"])
    expect(state.queue.value).toEqual(["b"])
  })

  it("drops what a fresh load does not list any more", () => {
    state.loadBoot(boot([item("a"), item("b")]))
    state.loadBoot(boot([item("b")]))

    expect(inSlots()).toEqual([null, "b"])
  })

  it("tells the load of the agent without chats that have ended", () => {
    state.loadBoot(boot([item("a"), item("b")]))
    state.receiveEvents("b", [event(2, "closed", "visitor", { outcome: null })])

    expect(inSlots()).toEqual(["a", "b"])
    expect(state.load.value).toBe(1)
  })
})

describe("a chat on the screen", () => {
  it("has nothing unread, unless the page is hidden", () => {
    state.loadBoot(boot([item("a", { seq: 0 })]))
    state.openConversation("a")

    state.receiveEvents("a", [said(1, "visitor")])
    expect(state.unread.value).toBe(0)

    page.hidden = true
    state.receiveEvents("a", [said(2, "visitor")])
    expect(state.unread.value).toBe(1)

    page.hidden = false
    state.markSeen("a")
    expect(state.unread.value).toBe(0)
  })

  it("frees its slot when it had ended and the agent goes on", () => {
    state.loadBoot(boot([item("a"), item("b")]))
    state.openConversation("a")
    state.receiveEvents("a", [event(2, "closed", "visitor", { outcome: null })])

    state.openConversation("b")

    expect(inSlots()).toEqual([null, "b"])
  })

  it("stays when a fresh load does not list it, as one that has ended", () => {
    state.openItem(item("ended", { agent: "agent-other", status: "closed" }))

    state.loadBoot(boot([item("b")]))

    expect(state.openChat.value?.item.id).toBe("ended")
    state.openConversation("b")
    expect(state.chatOf("ended")).toBeUndefined()
  })

  it("can be read to the end after it was given away", () => {
    state.loadBoot(boot([item("a")]))
    state.openConversation("a")

    state.receiveItems([item("a", { seq: 2, agent: "agent-other" })])

    expect(inSlots()).toEqual([])
    expect(state.openChat.value?.item.agent).toBe("agent-other")
  })
})

it("what a visitor types is shown until it is stale", () => {
  state.loadBoot(boot([item("a")]))
  state.receivePeek("a", "Do you ha")

  expect(state.peekOf(state.chatOf("a")!)).toBe("Do you ha")
  state.now.value += 9_000
  expect(state.peekOf(state.chatOf("a")!)).toBe("")
})

it("a message in one chat redraws that chat alone", () => {
  state.loadBoot(boot([item("a"), item("b")]))
  const before = state.chatOf("b")

  state.receiveEvents("a", [said(2, "visitor")])

  expect(state.chatOf("b")).toBe(before)
})

it("a new epoch empties the logs and lets older numbers in again", () => {
  state.loadBoot(boot([item("a", { seq: 9 })]))
  state.receiveEvents("a", [said(10, "visitor")])

  state.forgetEvents()
  state.loadBoot(boot([item("a", { seq: 1 })]))
  state.receiveEvents("a", [said(1, "visitor")])

  expect(state.chatOf("a")?.events).toHaveLength(1)
  expect(state.chatOf("a")?.item.seq).toBe(1)
})

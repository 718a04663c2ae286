import { describe, expect, it } from "vitest"
import type { Agent, ConversationEvent, Item } from "../shared/protocol"
import { at, event, item, ME, said } from "./fixtures"
import {
  applyEvent,
  applyEvents,
  applyFeed,
  applyPresence,
  type Chat,
  isMine,
  newChat,
  prependEvents,
} from "./reducers"

const reader = { agent: ME, isLooking: false }

function after(events: ConversationEvent[], start: Partial<Item> = {}, isLooking = false): Chat {
  return applyEvents(newChat(item("c", { seq: 0, ...start })), events, { agent: ME, isLooking })
}

describe("an event", () => {
  it("is taken once, and never backwards", () => {
    const chat = after([said(1, "visitor", "one"), said(2, "visitor", "two")])

    expect(applyEvent(chat, said(2, "visitor", "again"), reader)).toBe(chat)
    expect(chat.events.map(({ seq }) => seq)).toEqual([1, 2])
  })

  it("of the past fills the log without touching the inbox row", () => {
    const row = { seq: 9, status: "open", unanswered_since: null } as const

    const chat = after([said(1, "visitor")], row)

    expect(chat.item).toMatchObject(row)
    expect(chat.events).toHaveLength(1)
  })

  it("from the visitor starts the clock at the first message without an answer", () => {
    const chat = after([said(1, "visitor"), said(2, "visitor", "Anybody?")])

    expect(chat.item.unanswered_since).toBe(at(1))
    expect(chat.item.preview).toEqual({ by: "visitor", body: "Anybody?", at: at(2) })
    expect(chat.unread).toBe(2)
  })

  it("from the visitor is read at once by an agent who is looking", () => {
    expect(after([said(1, "visitor")], {}, true).unread).toBe(0)
  })

  it("from the agent stops the clock, accepts the chat and counts as the first response", () => {
    const chat = after([said(1, "visitor"), said(2, "agent"), said(3, "agent")], { status: "assigned" })

    expect(chat.item).toMatchObject({ status: "open", accepted_at: at(2) })
    expect(chat.item).toMatchObject({ unanswered_since: null, first_response_at: at(2) })
    expect(chat.unread).toBe(0)
  })

  it("from the system is no answer", () => {
    const chat = after([said(1, "visitor"), said(2, "system", "We will be right there")], { status: "assigned" })

    expect(chat.item).toMatchObject({ status: "assigned", unanswered_since: at(1), first_response_at: null })
  })

  it("that is a note changes neither clock nor preview", () => {
    const chat = after([said(1, "visitor", "Hi"), event(2, "note", "agent", { body: "VIP" })])

    expect(chat.item.unanswered_since).toBe(at(1))
    expect(chat.item.preview?.body).toBe("Hi")
  })

  it("clears what the visitor was typing when it says it", () => {
    const typing = { ...newChat(item("c", { seq: 0 })), peek: "Hel", peekAt: 1 }

    expect(applyEvent(typing, said(1, "visitor"), reader).peek).toBe("")
    expect(applyEvent(typing, said(1, "agent"), reader).peek).toBe("Hel")
  })
})

describe("each kind of event leaves the row as the server would send it", () => {
  const colleague = { agent: { id: "agent-other", name: "Juraj", photo: "" } }
  const given = { agent: { id: ME, name: "Zuzana", photo: "" } }
  const waiting = { status: "waiting", agent: null } as const
  const closed = { status: "closed", outcome: "lead" } as const

  const cases: [string, ConversationEvent, before: Partial<Item>, after: Partial<Item>][] = [
    ["assigned", event(1, "assigned", "system", given), waiting, { status: "assigned", agent: ME }],
    ["accepted", event(1, "accepted", "agent", {}), { status: "assigned" }, { status: "open", accepted_at: at(1) }],
    ["transferred", event(1, "transferred", "agent", colleague), {}, { status: "assigned", agent: "agent-other" }],
    ["transferred to the team", event(1, "transferred", "agent", { agent: null }), {}, waiting],
    ["returned", event(1, "returned", "system", { reason: "agent_gone" }), {}, waiting],
    ["closed", event(1, "closed", "agent", { outcome: "lead" }), {}, closed],
    ["reopened", event(1, "reopened", "visitor", {}), closed, { ...waiting, queued_at: at(1), outcome: null }],
    ["rated", event(1, "rated", "visitor", { score: 5, comment: "" }), closed, closed],
  ]

  it.each(cases)("%s", (_, happened, before, expected) => {
    expect(after([happened], before).item).toMatchObject({ ...expected, seq: 1 })
  })
})

describe("a chat that has ended", () => {
  const closed = event(2, "closed", "visitor", { outcome: null })

  it("stays with the agent until it was seen", () => {
    const chat = after([closed])

    expect(isMine(chat, ME)).toBe(true)
    expect(isMine({ ...chat, lingers: false }, ME)).toBe(false)
  })

  it("stays as well when the feed is faster than the event", () => {
    const chat = applyFeed(newChat(item("c")), item("c", { seq: 2, status: "closed" }), ME)

    expect(isMine(applyEvent(chat, closed, reader), ME)).toBe(true)
  })

  it("leaves at once when the agent ended it", () => {
    const letGo = { ...newChat(item("c")), isLetGo: true }

    const chat = applyEvent(letGo, event(2, "closed", "agent", { outcome: "lead" }), reader)
    const confirmed = applyFeed(chat, item("c", { seq: 2, status: "closed" }), ME)

    expect(isMine(chat, ME)).toBe(false)
    expect(isMine(confirmed, ME)).toBe(false)
  })
})

describe("a feed", () => {
  it("never takes a row back", () => {
    const chat = newChat(item("c", { seq: 5, status: "open" }))

    expect(applyFeed(chat, item("c", { seq: 4, status: "assigned" }), ME)).toBe(chat)
  })

  it("wins when it is as new, for the server has the whole row", () => {
    const chat = newChat(item("c", { seq: 5, earlier: 0 }))

    expect(applyFeed(chat, item("c", { seq: 5, earlier: 3 }), ME).item.earlier).toBe(3)
  })
})

it("older events come in front, without those that are there", () => {
  const chat = after([said(3, "visitor"), said(4, "visitor")])

  const longer = prependEvents(chat, [said(1, "visitor"), said(2, "visitor"), said(3, "visitor")])

  expect(longer.events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
})

it("presence replaces those it names and keeps the others", () => {
  const common = { status: "available", capacity: 4 } as const
  const agent = (id: string, load: number): Agent => ({ ...common, id, name: id, load, brands: [] })

  const known = applyPresence([agent("a", 1), agent("b", 1)], [agent("b", 2), agent("c", 0)])

  expect(known).toEqual([agent("a", 1), agent("b", 2), agent("c", 0)])
})

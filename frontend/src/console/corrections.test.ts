// What is changed, removed, read, whispered and watched after it was said.
import { beforeEach, describe, expect, it, vi } from "vitest"
import type { ConversationEvent } from "../shared/protocol"
import { at, boot, event, item, ME, said } from "./fixtures"
import { canEdit, canRemove, lastEditable, laterIn, watchersOf } from "./later"
import { applyEvents, applyRead, type Chat, newChat } from "./reducers"
import * as state from "./state"

vi.stubGlobal("document", { hidden: false })

function after(events: ConversationEvent[], isLooking = false): Chat {
  return applyEvents(newChat(item("c", { seq: 0 })), events, { agent: ME, isLooking })
}

function watched(seq: number, name: string, on: boolean): ConversationEvent {
  return { ...event(seq, "watched", "supervisor", { on }), by: { kind: "supervisor", id: name, name } }
}

function signIn(role: string) {
  const { me, ...rest } = boot([])
  state.loadBoot({ ...rest, me: { ...me, role } })
}

beforeEach(() => signIn("agent"))

describe("an edited message", () => {
  const events = [said(1, "agent", "Tuesday"), event(2, "edited", "agent", { of: 1, body: "Wednesday" })]

  it("reads as it was changed last", () => {
    const twice = [...events, event(3, "edited", "agent", { of: 1, body: "Thursday" })]

    expect(laterIn(after(twice)).bodies).toEqual(new Map([[1, "Thursday"]]))
  })

  it("changes the preview when it is the last one", () => {
    expect(after(events).item.preview?.body).toBe("Wednesday")
    expect(after([events[0], said(2, "visitor", "When?"), { ...events[1], seq: 3 }]).item.preview?.body).toBe("When?")
  })
})

describe("a removed message", () => {
  it("leaves no text behind, in its edits neither", () => {
    const chat = after([
      said(1, "agent", "My password is hunter2"),
      event(2, "edited", "agent", { of: 1, body: "hunter2" }),
      event(3, "redacted", "agent", { of: 1 }),
    ])

    expect(JSON.stringify(chat)).not.toContain("hunter2")
    expect(chat.events[0].data).toEqual({ body: "", redacted: true })
    expect(chat.item.preview?.body).toBe("")
  })

  it("of which only the removal is known here changes nothing", () => {
    expect(after([event(1, "redacted", "agent", { of: 0 })]).events).toHaveLength(1)
  })
})

describe("a message that can be changed", () => {
  it("is the agent's own, of the last quarter of an hour, in his chat", () => {
    const own = said(1, "agent")

    expect(canEdit(own, true)).toBe(true)
    expect(canEdit(own, false)).toBe(false)
    expect(canEdit(said(1, "visitor"), true)).toBe(false)
    state.now.value += 16 * 60_000
    expect(canEdit(own, true)).toBe(false)
  })

  it("is the last one of the agent, for the key", () => {
    const chat = after([said(1, "agent", "One"), said(2, "agent", "Two"), said(3, "visitor")])

    expect(lastEditable(chat)?.seq).toBe(2)
    expect(lastEditable(after([said(1, "visitor")]))).toBeUndefined()
  })

  it("can be removed by its author, by whoever has the chat, and by the office", () => {
    const fromVisitor = said(1, "visitor") as Extract<ConversationEvent, { kind: "message" }>

    expect(canRemove(fromVisitor, false)).toBe(false)
    expect(canRemove(fromVisitor, true)).toBe(true)
    signIn("supervisor")
    expect(canRemove(fromVisitor, false)).toBe(true)
    expect(canRemove({ ...fromVisitor, data: { body: "", redacted: true } }, true)).toBe(false)
  })
})

describe("read marks", () => {
  it("only go up", () => {
    expect(applyRead(applyRead(after([]), 4), 2).read).toBe(4)
  })

  it("stand under the last own message that was read", () => {
    const events = [said(1, "agent"), said(2, "visitor"), said(3, "agent"), said(4, "agent")]

    expect(laterIn({ events, read: 3 }).readUpTo).toBe(3)
    expect(laterIn({ events, read: 0 }).readUpTo).toBe(0)
  })
})

describe("a supervisor", () => {
  it("who whispers is heard like a visitor, and a colleague's note is not", () => {
    const whispered = event(1, "note", "supervisor", { body: "Offer the discount" })

    expect(after([whispered])).toMatchObject({ unread: 1, whisper: whispered })
    expect(after([whispered], true).unread).toBe(0)
    expect(after([event(1, "note", "agent", { body: "Calls back" })])).toMatchObject({ unread: 0, whisper: null })
  })

  it("who watches is named until he goes", () => {
    const events = [watched(1, "Samo", true), watched(2, "Hana", true), watched(3, "Samo", false)]

    expect(watchersOf(after(events))).toEqual(["Hana"])
  })

  it("sees the chats of others, which an agent's console does not keep", () => {
    const theirs = item("other", { agent: "agent-other", assigned_at: at(1) })

    state.receiveItems([theirs])
    expect(state.others.value).toEqual([])
    signIn("supervisor")
    state.receiveItems([theirs, item("done", { agent: "agent-other", status: "closed" }), item("mine")])

    expect(state.others.value).toEqual(["other"])
    expect(state.slots.value).toContain("mine")
  })
})

it("a file's state is what the scanner said last", () => {
  const ready = event(2, "file_ready", "system", { file: "f", status: "clean" })

  expect(laterIn({ events: [ready], read: 0 }).statuses.get("f")).toBe("clean")
})

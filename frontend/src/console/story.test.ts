// After every action of the server: events applied to the old row make the row that the server has.
import { describe, expect, it } from "vitest"
import type { Item, ServerFrame } from "../shared/protocol"
import { between, staffEvents, START, steps } from "../shared/story"
import { applyEvents, applyFeed, type Chat, newChat } from "./reducers"

const reader = { agent: null, isLooking: false }
const told = steps.map((step, index) => ({ ...step, before: index ? steps[index - 1].item : START }))

function afterEvents(before: Item, upto: number): Item {
  return applyEvents(holding(before), between(staffEvents, before.seq, upto), reader).item
}

/** The row with its log so far: what is edited or removed is looked up there. */
function holding(item: Item): Chat {
  return { ...newChat(item), events: between(staffEvents, 0, item.seq) }
}

describe("the row that events alone make", () => {
  it.each(told)("$action", ({ before, item }) => {
    expect(afterEvents(before, item.seq)).toEqual(item)
  })
})

describe("the row that pushes make, in their order", () => {
  it.each(told)("$action", ({ before, item, to_console }) => {
    expect(to_console.reduce(hear, holding(before)).item).toEqual(item)
  })

  it.each(told)("$action, once more", ({ before, item, to_console }) => {
    expect([...to_console, ...to_console].reduce(hear, holding(before)).item).toEqual(item)
  })
})

function hear(chat: Chat, frame: ServerFrame): Chat {
  if (frame.t === "feed") return frame.items.reduce((held, item) => applyFeed(held, item, null), chat)
  // Its stream gives it what it missed first, as link.ts does.
  return frame.t === "event" ? applyEvents(chat, between(staffEvents, chat.item.seq, frame.seq), reader) : chat
}

it("the whole log makes the last row", () => {
  const { events, item } = applyEvents(newChat(START), staffEvents, reader)

  expect(events).toEqual(staffEvents)
  expect(item).toEqual(steps.at(-1)!.item)
})

import { describe, expect, it } from "vitest"
import type { Canned } from "../shared/protocol"
import { countSlots, fillVariables, matchCanned, nextSlot, queryAt } from "./canned"

const reply = (id: string, shortcut: string, title = "", brand: string | null = null): Canned => {
  return { id, brand, shortcut, title, body: "" }
}

describe("a shortcut", () => {
  it.each([
    ["/", 1, { start: 0, word: "" }],
    ["/Pri", 4, { start: 0, word: "pri" }],
    ["Hello #con", 10, { start: 6, word: "con" }],
    ["line\n/x", 7, { start: 5, word: "x" }],
    ["/price later", 6, { start: 0, word: "price" }],
  ])("is found before the caret in %j", (text, caret, query) => {
    expect(queryAt(text, caret)).toEqual(query)
  })

  it.each([
    ["and/or", 6],
    ["https://nova.test/a", 19],
    ["/price later", 12],
    ["5 / 2", 5],
    ["", 0],
  ])("is not seen in %j", (text, caret) => {
    expect(queryAt(text, caret)).toBeNull()
  })
})

describe("the list", () => {
  const all = [
    reply("1", "/offer", "Price offer"),
    reply("2", "price"),
    reply("3", "prices", "", "nova"),
    reply("4", "price", "", "velo"),
  ]

  it("has the replies of this brand and of all, beginnings first", () => {
    expect(matchCanned(all, "nova", "price").map(({ id }) => id)).toEqual(["2", "3", "1"])
  })

  it("has no more than fit", () => {
    const many = Array.from({ length: 30 }, (_, index) => reply(String(index), `a${index}`))

    expect(matchCanned(many, "nova", "")).toHaveLength(7)
  })
})

describe("variables", () => {
  it("are filled in", () => {
    const values = { visitor: "Peter", agent: "Zuzana", brand: "Nova" }

    expect(fillVariables("{{visitor}}, I am {{ agent }} of {{brand}}.", values)).toBe("Peter, I am Zuzana of Nova.")
  })

  it("fall back to the given words, or become a slot: nobody is greeted with an empty name", () => {
    expect(fillVariables("Hello {{visitor|there}}", { visitor: "" })).toBe("Hello there")
    expect(fillVariables("Hello {{visitor}}", { visitor: "" })).toBe("Hello [visitor]")
  })

  it("take a name as it is, dollar signs and all", () => {
    expect(fillVariables("Hi {{visitor}}", { visitor: "$& $1" })).toBe("Hi $& $1")
  })
})

describe("slots", () => {
  const text = "From [city] to [city], [day]."

  it("are counted one by one", () => {
    expect(countSlots(text)).toBe(3)
    expect(countSlots("all [] filled ] in [")).toBe(0)
  })

  it("come one after the other, and then the first again", () => {
    expect(nextSlot(text, 0)).toEqual({ start: 5, end: 11 })
    expect(nextSlot(text, 11)).toEqual({ start: 15, end: 21 })
    expect(nextSlot(text, 28)).toEqual({ start: 5, end: 11 })
    expect(nextSlot("nothing left", 0)).toBeNull()
  })
})

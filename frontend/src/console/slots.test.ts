import { expect, it } from "vitest"
import { keepSlots, placeInSlots, restoreSlots } from "./slots"

it("chats keep their place when another one leaves", () => {
  expect(placeInSlots(["a", "b", "c"], ["a", "c"])).toEqual(["a", null, "c"])
})

it("a new chat takes the first free slot, whatever its order among the chats", () => {
  expect(placeInSlots(["a", null, "c"], ["new", "c", "a"])).toEqual(["a", "new", "c"])
})

it("without a free slot it comes at the end", () => {
  expect(placeInSlots(["a", "b"], ["a", "b", "x", "y"])).toEqual(["a", "b", "x", "y"])
})

it("free slots at the end are forgotten", () => {
  expect(placeInSlots(["a", null, "c"], ["a"])).toEqual(["a"])
})

it("a reload finds every chat where it was", () => {
  keepSlots(["a", null, "c"])

  expect(restoreSlots()).toEqual(["a", null, "c"])
})

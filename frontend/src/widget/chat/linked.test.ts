import { expect, test, vi } from "vitest"
import { linked } from "./linked"

vi.mock("./dom", () => ({ h: (_tag: string, { href }: { href: string }) => ({ href }) }))

test("makes addresses clickable and leaves the rest as text", () => {
  expect(linked("See https://shop.example/a?b=1. Or <b>http://x.example/y)</b>")).toEqual([
    "See ",
    { href: "https://shop.example/a?b=1" },
    ". Or <b>",
    { href: "http://x.example/y" },
    ")</b>",
  ])
})

test("does not link other schemes", () => {
  expect(linked("javascript:alert(1) data:text/html,x")).toEqual(["javascript:alert(1) data:text/html,x"])
})

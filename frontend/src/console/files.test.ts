import { afterEach, beforeEach, expect, it, vi } from "vitest"
import type { FileCard } from "../shared/protocol"
import { event } from "./fixtures"

const card = (id: string): FileCard => ({ id, name: id, type: "image/png", size: 1, width: 1, height: 1, status: "clean" })
const shown = event(1, "message", "visitor", { body: "", files: [card("one"), card("two")] })
const redacted = event(2, "redacted", "agent", { of: 1 })
const settled = () => new Promise((resolve) => setTimeout(resolve))
let held: Set<string>

beforeEach(() => {
  held = new Set()
  vi.spyOn(URL, "createObjectURL").mockImplementation(() => {
    const url = `blob:${crypto.randomUUID()}`
    held.add(url)
    return url
  })
  vi.spyOn(URL, "revokeObjectURL").mockImplementation((url) => void held.delete(url))
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ url: "/file", expires_in: 60 })))
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const { dropRedacted, pictureOf } = await import("./files")

it("a picture is fetched once, and let go when its message is removed", async () => {
  const first = pictureOf(card("one"))
  pictureOf(card("two"))
  await settled()
  expect(pictureOf(card("one"))).toBe(first)
  expect(held.size).toBe(2)

  dropRedacted([shown], [redacted])

  expect(held.size).toBe(0)
  expect(pictureOf(card("one"))).not.toBe(first)
})

it("a picture that arrives after its message is removed is not kept", async () => {
  pictureOf(card("two"))
  dropRedacted([shown], [redacted])
  await settled()

  expect(held.size).toBe(0)
})

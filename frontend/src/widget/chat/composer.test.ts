import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { MemoryStore } from "../../shared/storage"
import { FakeElement, stubPage } from "../testing"
import { Composer } from "./composer"
import type { Lazy } from "./lazy"
import type { Tools } from "./tools"

const KEY = "switchboard:br_1:text"
const client = {
  limits: { body: 4000 },
  transcript: { rows: [], status: "open" },
  visitor: { name: "", email: "" },
}
let page: EventTarget
let storage: MemoryStore
let attached: object[]

beforeEach(() => {
  ;({ page } = stubPage())
  storage = new MemoryStore()
  attached = []
  vi.stubGlobal("sessionStorage", storage)
})
afterEach(() => vi.unstubAllGlobals())

class Attach {
  element = new FakeElement("span")
  draw() {}
  constructor() {
    attached.push(this)
  }
}

async function create() {
  const lazy = { isThere: true, load: async () => ({ Attach }) } as unknown as Lazy
  const boot = { brand: { key: "br_1", files: true } }
  const composer = new Composer({ boot, client, lazy, language: "sk", t: String } as unknown as Tools, () => {})
  await draw(composer)
  const element = composer.element as unknown as FakeElement
  return { composer, fields: element.querySelectorAll("input, textarea") }
}

async function draw(composer: Composer) {
  composer.draw()
  await new Promise((resolve) => setTimeout(resolve))
}

test("what is half written comes back on the next page", async () => {
  const { fields } = await create()
  fields.find(({ tag }) => tag === "textarea")!.value = "Do you ha"

  page.dispatchEvent(new Event("pagehide"))

  expect((await create()).fields.map(({ value }) => value)).toContain("Do you ha")
})

test("nothing of the visitor stays when he has signed out", async () => {
  storage.setItem(KEY, "My number is 0905")
  const { composer, fields } = await create()
  for (const field of fields) field.value ||= "Anna"

  composer.clear()
  await draw(composer)

  expect(fields.map(({ value }) => value)).toEqual(["", "", ""])
  expect(storage.getItem(KEY)).toBeNull()
  expect(attached).toHaveLength(2)
})

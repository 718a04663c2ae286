import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { Lazy } from "./lazy"

const assets = { script: "data:text/javascript,throw 1", style: "extras.css" }
const reload = vi.fn()

beforeEach(() => {
  reload.mockReset()
  vi.stubGlobal("location", { href: "https://chat.example/w/k/", reload })
  vi.stubGlobal("document", {
    createElement: () => ({ setAttribute() {}, addEventListener: (name: string, act: () => void) => name === "load" && act(), append() {} }),
    head: { append() {} },
  })
})
afterEach(() => vi.unstubAllGlobals())

function answer(text: string) {
  vi.stubGlobal("fetch", async () => new Response(text))
}

test("loads the document afresh when a newer version has other addresses", async () => {
  answer('{"script": "extras.2.js"}')

  await expect(new Lazy(assets).load()).rejects.toThrow()

  expect(reload).toHaveBeenCalledOnce()
})

test("only fails while the addresses are the same, and tries again when it is asked again", async () => {
  answer(assets.script)
  const lazy = new Lazy(assets)

  await expect(lazy.load()).rejects.toThrow()
  await expect(lazy.load()).rejects.toThrow()

  expect(reload).not.toHaveBeenCalled()
})

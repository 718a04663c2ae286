import { afterEach, expect, test, vi } from "vitest"
import { delayAfter } from "./backoff"
import { request } from "./http"

const answer = (status: number, body: string) => vi.stubGlobal("fetch", async () => new Response(body, { status }))

afterEach(() => vi.unstubAllGlobals())

test("delays grow to thirty seconds, and any shorter time is as likely", () => {
  const longest = [0, 1, 2, 6, 20].map((failures) => delayAfter(failures, () => 1))

  expect(longest).toEqual([500, 1_000, 2_000, 30_000, 30_000])
  expect(delayAfter(3, () => 0)).toBe(0)
})

test("the server's refusal keeps its code", async () => {
  answer(409, '{"code": "closed", "detail": "The conversation has ended."}')

  await expect(request("/messages", { body: {} })).rejects.toMatchObject({ code: "closed", isPassing: false })
})

test("a proxy's page without our JSON counts as unavailable", async () => {
  answer(502, "<html>Bad gateway</html>")

  await expect(request("/messages", { body: {} })).rejects.toMatchObject({ code: "unavailable", isPassing: true })
})

test("no answer at all is a passing refusal", async () => {
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("Failed to fetch")
  })

  await expect(request("/status")).rejects.toMatchObject({ code: "network", isPassing: true })
})

import { expect, test, vi } from "vitest"

test("writes English dates as the pages of the office do", async () => {
  vi.stubGlobal("document", { documentElement: { lang: "en" } })
  const { dayOf, momentOf } = await import("./time")

  expect(dayOf("2026-11-22T12:00:00Z")).toMatch(/22 November/)
  expect(momentOf("2026-11-22T12:00:00Z")).toMatch(/^22 Nov 2026/)
})

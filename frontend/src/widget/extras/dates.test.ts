import { expect, test } from "vitest"
import { Dates } from "./dates"

const now = new Date(2026, 4, 10, 12)
const at = (day: number, hour: number) => new Date(2026, 4, day, hour).toISOString()

test("names the near days and dates the others", () => {
  const dates = new Dates("en")

  expect([dates.day(at(10, 1), now), dates.day(at(9, 23), now)]).toEqual(["today", "yesterday"])
  expect(dates.day(at(8, 23), now)).toMatch(/8 May/)
  expect(dates.time(at(8, 15))).toBe("15:00")
})

test("speaks the visitor's language", () => {
  expect(new Dates("sk").day(at(10, 1), now)).toBe("dnes")
})

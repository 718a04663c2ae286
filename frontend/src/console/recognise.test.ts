import { expect, it } from "vitest"
import { hostsIn, phonesIn } from "./recognise"

it.each(["+421 903 555 120", "0903/555 120", "00420 777 123 456", "(02) 555 111 22", "+386-40-123-456"])(
  "%s is a telephone number",
  (phone) => {
    expect(phonesIn(`My number is ${phone}, thanks`)[0]?.replace(/\D/g, "")).toBe(phone.replace(/\D/g, ""))
  },
)

it.each(["21. 11. 2026 12:00", "2026-11-21 12 00", "order 12345", "1 290,00", "a1234567890b"])("%s is none", (text) => {
  expect(phonesIn(text)).toEqual([])
})

it("hosts come without the scheme and www, and not from mail addresses", () => {
  const text = "https://www.Nova.test/sofas, shop.velo.test and jana@mail.test"

  expect(hostsIn(text)).toEqual(["nova.test", "shop.velo.test"])
})

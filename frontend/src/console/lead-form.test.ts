import { expect, it } from "vitest"
import { leadPanel } from "./fixtures"
import { amountOf, countRequired, initialValues, missingIn, suggestionsFor } from "./lead-form"

const { form } = leadPanel()

it("one of phone and e-mail is enough", () => {
  expect(countRequired(form, {})).toEqual({ done: 0, all: 3 })
  expect(countRequired(form, { name: "Anna", email: "anna@firma.test" })).toEqual({ done: 2, all: 3 })
  expect(missingIn(form, { name: " " })).toEqual(["name", "phone", "request"])
  expect(missingIn(form, { name: "Anna", email: "anna@firma.test", request: "A kitchen" })).toEqual([])
})

it("a brand that asks for the phone gets the phone", () => {
  const strict = { ...form, fields: form.fields.map((field) => ({ ...field, required: field.key === "phone" })) }

  expect(missingIn(strict, { email: "anna@firma.test" })).toEqual(["phone"])
})

it("inquiries are about the offer until somebody says otherwise", () => {
  expect(initialValues(form)).toEqual({ category: "interest" })
})

it("what is filled in is not offered again, however it was written", () => {
  const panel = leadPanel({ suggestions: [{ field: "phone", value: "+421905123456", text: "0905 123 456" }] })
  const phone = form.fields.find(({ key }) => key === "phone")!

  const offered = ["", "0905", "0905 123 456", "+421905123456"].map((filled) =>
    suggestionsFor(phone, panel, { phone: filled }).map(({ text }) => text),
  )

  expect(offered).toEqual([["0905 123 456"], ["0905 123 456"], [], []])
})

it.each([
  ["", null],
  ["1200", "1200"],
  ["1 200,50", "1200.50"],
  ["1.200,5", "1200.5"],
  ["99.90", "99.90"],
  ["a lot", undefined],
  ["1,2345", undefined],
  ["-3", undefined],
])("the amount %j is %j", (text, amount) => {
  expect(amountOf(text)).toBe(amount)
})

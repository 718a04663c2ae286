import { describe, expect, it } from "vitest"
import { brand } from "./fixtures"
import { findOtherBrand } from "./guard"

const nova = brand("nova", "Studio Nova", [["Call", "+421 2 555 111 22"]], "https://www.nova.test/privacy")
const shop: [string, string][] = [
  ["Shop", "shop.velopark.test"],
  ["Call", "+420 777 123 456"],
]
const velo = brand("velo", "VeloPark", shop, "https://velopark.test/privacy")
const short = brand("short", "Nova")
const dotted = brand("dotted", "A+B s.r.o.")
const all = [nova, velo, short, dotted]

const foundIn = (text: string, own = nova) => findOtherBrand(text, own, all)?.found ?? null

describe("the guard warns of", () => {
  it.each([
    ["another brand's name", "Have a look at VeloPark, please", "VeloPark"],
    ["its name in small letters", "our velopark shop", "velopark"],
    ["its name over a line's end", "We at A+B\ns.r.o. think", "A+B\ns.r.o."],
    ["its site", "See https://www.velopark.test/bikes", "velopark.test"],
    ["another address of it", "or shop.velopark.test.", "shop.velopark.test"],
    ["a mail address of it", "Write to info@velopark.test", "velopark"],
    ["its telephone, however it is written", "Call 777 123 456", "777 123 456"],
    ["a name that is only part of the own one", "Greetings from Nova", "Nova"],
  ])("%s", (_, text, found) => {
    expect(foundIn(text)).toBe(found)
  })
})

describe("the guard is silent about", () => {
  it.each([
    ["the own name", "Studio Nova is glad to help"],
    ["the own name in capitals", "STUDIO NOVA is glad to help"],
    ["the own site and telephone", "nova.test, +421 2 555 111 22"],
    ["a word that only begins like a name", "A novation, a VeloParking"],
    ["mail at the own site", "info@nova.test"],
  ])("%s", (_, text) => {
    expect(foundIn(text)).toBeNull()
  })
})

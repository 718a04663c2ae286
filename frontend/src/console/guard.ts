import type { ConsoleBrand } from "../shared/protocol"
import { bareHost, hostsIn, phoneKey, phonesIn } from "./recognise"

export interface WrongBrand {
  brand: ConsoleBrand
  /** The words that gave it away. */
  found: string
}

interface Marks {
  hosts: string[]
  phones: string[]
}

/** The first of the agent's other brands that the text names, by its name, its site or its telephone. */
export function findOtherBrand(text: string, own: ConsoleBrand, brands: Iterable<ConsoleBrand>): WrongBrand | null {
  const rest = withoutName(text, own.name)
  const ownMarks = marksOf(own)
  for (const brand of brands) {
    if (brand.id === own.id || brand.name === own.name) continue
    const found = nameIn(rest, brand.name) ?? markIn(rest, marksOf(brand), ownMarks)
    if (found) return { brand, found }
  }
  return null
}

function nameIn(text: string, name: string): string | null {
  return wholeWord(name).exec(text)?.[0] ?? null
}

function markIn(text: string, marks: Marks, own: Marks): string | null {
  const host = hostsIn(text).find((host) => marks.hosts.includes(host) && !own.hosts.includes(host))
  if (host) return host
  const isOther = (key: string) => marks.phones.includes(key) && !own.phones.includes(key)
  return phonesIn(text).find((phone) => isOther(phoneKey(phone))) ?? null
}

/** A brand's name may hold another's ("Nova" in "Studio Nova"): what it says of itself is no slip. */
function withoutName(text: string, name: string): string {
  return text.replace(new RegExp(wholeWord(name), "giu"), " ")
}

function wholeWord(name: string): RegExp {
  const escaped = name.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+")
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, "iu")
}

function marksOf(brand: ConsoleBrand): Marks {
  const facts = brand.facts.map(([, text]) => text).join("\n")
  const hosts = [...hostsIn(facts), ...hostOf(brand.privacy_url)]
  return { hosts, phones: phonesIn(facts).map(phoneKey) }
}

function hostOf(address: string | null): string[] {
  if (!address || !URL.canParse(address)) return []
  return [bareHost(new URL(address).hostname)]
}

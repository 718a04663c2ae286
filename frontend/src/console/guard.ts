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

/** The first of the agent's other brands that the text names, by its site, its telephone or its name. */
export function findOtherBrand(text: string, own: ConsoleBrand, brands: Iterable<ConsoleBrand>): WrongBrand | null {
  const ownMarks = marksOf(own)
  const rest = withoutOwn(text, own.name, ownMarks)
  for (const brand of brands) {
    if (brand.id === own.id || brand.name === own.name) continue
    const found = markIn(rest, marksOf(brand), ownMarks) ?? nameIn(rest, brand.name)
    if (found) return { brand, found }
  }
  return null
}

function nameIn(text: string, name: string): string | null {
  return wholeWord(name).exec(text)?.[0] ?? null
}

/** Brands may share the agency's site or telephone: what is the own brand's as well gives nothing away. */
function markIn(text: string, marks: Marks, own: Marks): string | null {
  const isHost = (host: string) => marks.hosts.includes(host) && !own.hosts.includes(host)
  const isPhone = (phone: string) => marks.phones.includes(phoneKey(phone)) && !own.phones.includes(phoneKey(phone))
  return hostsIn(text).find(isHost) ?? phonesIn(text).find(isPhone) ?? null
}

/** A brand's name or site may hold another's ("Nova" in "Studio Nova"): what it says of itself is no slip. */
function withoutOwn(text: string, name: string, { hosts }: Marks): string {
  const own = [name, ...hosts.toSorted((a, b) => b.length - a.length)]
  return own.reduce((rest, words) => rest.replace(new RegExp(wholeWord(words), "giu"), " "), text)
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

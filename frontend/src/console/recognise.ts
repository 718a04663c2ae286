const PHONE = /(?<![\w@.])(?:\+|00)?\d[\d\s()./-]{7,17}\d(?!\w)/g
const HOST = /(?<![@\w.-])(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})(?![\p{L}\p{N}@])/giu

/** Nine digits and more, unless they read as a date: 21. 11. 2026 12:00 is no number to call. */
export function phonesIn(text: string): string[] {
  const found = text.match(PHONE) ?? []
  return distinct(found.map((phone) => phone.trim()).filter(isPhone))
}

export function hostsIn(text: string): string[] {
  return distinct([...text.matchAll(HOST)].map((match) => bareHost(match[1])))
}

export function bareHost(host: string): string {
  return host.toLowerCase().replace(/^www\./, "")
}

/** The last nine digits tell two numbers apart, however the prefix is written. */
export function phoneKey(phone: string): string {
  return phone.replace(/\D/g, "").slice(-9)
}

function isPhone(text: string): boolean {
  const digits = text.replace(/\D/g, "").length
  const isDate = /^\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{4}/.test(text) || /^\d{4}-\d\d-\d\d/.test(text)
  return digits >= 9 && digits <= 15 && !isDate
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)]
}

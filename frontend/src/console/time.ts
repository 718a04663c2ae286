/** Times and days as the agent's language writes them. */
export const language = document.documentElement.lang || undefined

// Plain English is the American one, and pages of the office write "22 Nov 2026".
const dates = language === "en" ? "en-GB" : language

const clock = new Intl.DateTimeFormat(dates, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
const day = new Intl.DateTimeFormat(dates, { weekday: "long", day: "numeric", month: "long" })
const full = new Intl.DateTimeFormat(dates, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" })

export function timeOf(at: string): string {
  return clock.format(new Date(at))
}

export function dayOf(at: string): string {
  return day.format(new Date(at))
}

export function momentOf(at: string): string {
  return full.format(new Date(at))
}

export function languageName(code: string): string {
  return new Intl.DisplayNames(language, { type: "language" }).of(code) ?? code
}

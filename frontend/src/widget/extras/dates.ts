const DAY = 86_400_000

export class Dates {
  readonly #time: Intl.DateTimeFormat
  readonly #day: Intl.DateTimeFormat
  readonly #near: Intl.RelativeTimeFormat

  constructor(language: string) {
    // Plain English is the American one.
    const dates = language === "en" ? "en-GB" : language
    this.#time = new Intl.DateTimeFormat(dates, { hour: "2-digit", minute: "2-digit" })
    this.#day = new Intl.DateTimeFormat(dates, { weekday: "long", day: "numeric", month: "long" })
    this.#near = new Intl.RelativeTimeFormat(language, { numeric: "auto" })
  }

  time(at: string): string {
    return this.#time.format(new Date(at))
  }

  /** "today", "yesterday", then the date. */
  day(at: string, now = new Date()): string {
    const days = Math.round((startOf(new Date(at)) - startOf(now)) / DAY)
    return days >= -1 && days <= 0 ? this.#near.format(days, "day") : this.#day.format(new Date(at))
  }
}

function startOf(date: Date): number {
  return new Date(date).setHours(0, 0, 0, 0)
}

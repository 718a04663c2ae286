import { language } from "./time"

const UNITS = ["byte", "kilobyte", "megabyte"] as const

/** How large a file is, as the agent's language writes it. */
export function sizeOf(bytes: number): string {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes || 1) / 10))
  const options = { style: "unit", unit: UNITS[step], unitDisplay: "short", maximumFractionDigits: step > 1 ? 1 : 0 } as const
  return new Intl.NumberFormat(language, options).format(bytes / 1024 ** step)
}

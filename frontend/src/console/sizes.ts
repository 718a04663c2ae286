import { language } from "./time"

const MEGA = 2 ** 20

/** How large a file is, as the agent's language writes it. */
export function sizeOf(bytes: number): string {
  return bytes < MEGA ? format(Math.ceil(bytes / 1024), "kilobyte", 0) : format(bytes / MEGA, "megabyte", 1)
}

function format(amount: number, unit: string, maximumFractionDigits: number): string {
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits }).format(amount)
}

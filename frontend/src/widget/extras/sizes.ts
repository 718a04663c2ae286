const STEP = 1000
const UNITS = ["byte", "kilobyte", "megabyte"]

/** "1.4 MB", in the visitor's language. */
export function describeSize(bytes: number, language: string): string {
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log(bytes) / Math.log(STEP))))
  const options = { style: "unit", unit: UNITS[step], unitDisplay: "short", maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(language, options).format(bytes / STEP ** step)
}

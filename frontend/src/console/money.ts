import { language } from "./time"

export function moneyOf(amount: string, currency: string): string {
  return new Intl.NumberFormat(language, { style: "currency", currency }).format(Number(amount))
}

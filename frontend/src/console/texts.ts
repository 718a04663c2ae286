import type english from "./texts.en.json"

export type TextKey = Extract<keyof typeof english, string>
type Values = Record<string, string | number>

let texts: Record<string, string> = {}

export function setTexts(given: Record<string, string>) {
  texts = { ...texts, ...given }
}

/** The text in the agent's language; a key without a text shows itself, so that it is found and not missed. */
export function t(key: TextKey, values: Values = {}): string {
  const text = texts[key] ?? key
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** Codes come from the server: one without a text of its own falls back to what the server said. */
export function tCode(prefix: string, code: string | undefined, fallback: string): string {
  return texts[`${prefix}.${code}`] ?? fallback
}

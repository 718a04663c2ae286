import type english from "../texts.en.json"

export type TextKey = keyof typeof english
export type Texts = Record<TextKey, string>
export type Translate = (key: TextKey, values?: Record<string, string | number>) => string

/** The server's words in the visitor's language; {name} in them stands for a value. */
export function translator(texts: Texts): Translate {
  return (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""))
}

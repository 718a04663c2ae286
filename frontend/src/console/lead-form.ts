import type { Lead, LeadField, LeadForm, LeadPanel } from "../shared/protocol"

export type Values = Record<string, string>

/** Of these two one is enough. */
export const CONTACT: readonly string[] = ["phone", "email"]
const OWN = ["name", "phone", "email", "request", "category"] as const

/** What a new form begins with: inquiries are about the offer until the agent says otherwise. */
export function initialValues({ fields }: LeadForm): Values {
  const category = fields.find(({ key }) => key === "category")?.options[0]
  return category ? { category: category.code } : {}
}

export function valuesOf(lead: Lead): Values {
  return { ...lead.details, ...Object.fromEntries(OWN.map((key) => [key, lead[key]])) }
}

/** How much of what must be there is there. */
export function countRequired(form: LeadForm, values: Values): { done: number; all: number } {
  const needs = needsOf(form)
  return { done: needs.filter((keys) => isMet(keys, values)).length, all: needs.length }
}

/** The fields to go to, in the order of the form. */
export function missingIn(form: LeadForm, values: Values): string[] {
  return needsOf(form).flatMap((keys) => (isMet(keys, values) ? [] : [keys[0]!]))
}

/** There is neither yet, and it does not matter which. */
export function asksForContact(form: LeadForm, values: Values): boolean {
  return needsOneContact(form) && !isMet(CONTACT, values)
}

function needsOneContact({ fields }: LeadForm): boolean {
  return !fields.some(({ key, required }) => required && CONTACT.includes(key))
}

/** What the visitor wrote that fits into the field and is not in it yet. */
export function suggestionsFor({ key }: LeadField, { suggestions }: LeadPanel, values: Values) {
  const filled = values[key] ?? ""
  return suggestions.filter(({ field, value, text }) => field === key && filled !== value && filled !== text)
}

/** 1 200,50 and 1.200,50 and 1200.5 as the server takes it; null without an amount, undefined when it is none. */
export function amountOf(text: string): string | null | undefined {
  const bare = text.replace(/\s/g, "")
  if (!bare) return null
  const plain = bare.includes(",") ? bare.replaceAll(".", "").replace(",", ".") : bare
  return /^\d{1,12}(\.\d{1,2})?$/.test(plain) ? plain : undefined
}

/** Each need is met by one of its fields. */
function needsOf(form: LeadForm): (readonly string[])[] {
  return form.fields.flatMap(({ key, required }) => {
    if (key === CONTACT[0] && needsOneContact(form)) return [CONTACT]
    return required ? [[key]] : []
  })
}

function isMet(keys: readonly string[], values: Values): boolean {
  return keys.some((key) => values[key]?.trim())
}

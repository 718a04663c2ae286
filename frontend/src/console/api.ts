import { request } from "../shared/http"
import type { Action, ConsoleBoot, EventPage, Lead, LeadPanel, LeadRequest, MessageRequest, Receipt } from "../shared/protocol"
import { Refusal } from "../shared/refusal"

/** What Django writes into the page. */
export interface PageBoot {
  api: string
  ws: string
  csrf: string
  texts: Record<string, string>
  /** Empty when the system decides. */
  theme?: "light" | "dark" | ""
}

let base = ""
let headers: Record<string, string> = {}

export function setUpApi(page: PageBoot) {
  base = page.api
  headers = { "X-CSRFToken": page.csrf }
}

export function fetchBoot(): Promise<ConsoleBoot> {
  return request(`${base}console`)
}

export async function fetchTicket(): Promise<string> {
  const { ticket } = await post<{ ticket: string }>("console/ticket", {})
  return ticket
}

export function fetchEvents(conversation: string, after: number, limit = 200): Promise<EventPage> {
  return request(`${base}conversations/${conversation}/events?after=${after}&limit=${limit}`)
}

export function postMessage({ conv, client_id, body, note, canned }: MessageRequest): Promise<Receipt> {
  return post(`conversations/${conv}/messages`, { client_id, body, note, canned })
}

/** For when the socket is away. Picking needs it: whoever cannot hear the queue should not take from it. */
export async function postAction({ action, conv, ...details }: Action) {
  if (action === "pick") throw new Refusal("network")
  await post(`conversations/${conv}/${action}`, details)
}

export function fetchLeadPanel(conversation: string, typed: { phone: string; email: string }): Promise<LeadPanel> {
  return request(`${base}conversations/${conversation}/lead?${new URLSearchParams(typed)}`)
}

export function postLead(conversation: string, lead: LeadRequest): Promise<Lead> {
  return post(`conversations/${conversation}/lead`, lead)
}

function post<Answer>(path: string, body: object): Promise<Answer> {
  return request(base + path, { body, headers })
}

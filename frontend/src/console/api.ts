import { request } from "../shared/http"
import type {
  Action,
  ConsoleBoot,
  ConversationStatus,
  EventPage,
  FileCard,
  FileLink,
  Item,
  Lead,
  LeadPanel,
  LeadRequest,
  MessageRequest,
  Receipt,
} from "../shared/protocol"
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

interface ItemPage {
  next: string | null
  results: Item[]
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

/** Conversations in reach, the latest first; so many pages of them. */
export async function fetchItems(status: ConversationStatus, pages = 1): Promise<Item[]> {
  const items: Item[] = []
  let query: string | null = `?status=${status}`
  for (let page = 0; query && page < pages; page++) {
    const { next, results }: ItemPage = await request(`${base}conversations${query}`)
    items.push(...results)
    // Only its query: behind a proxy the rest of the address may be another's.
    query = next && new URL(next, location.href).search
  }
  return items
}

export function fetchEvents(conversation: string, after: number, limit = 200): Promise<EventPage> {
  return request(`${base}conversations/${conversation}/events?after=${after}&limit=${limit}`)
}

export function postMessage({ conv, ...message }: MessageRequest): Promise<Receipt> {
  return post(`conversations/${conv}/messages`, message)
}

export function postFile(conversation: string, clientId: string, file: File): Promise<FileCard> {
  const body = new FormData()
  body.append("client_id", clientId)
  body.append("file", file)
  return post(`conversations/${conversation}/uploads`, body)
}

export function fetchFileLink(file: string): Promise<FileLink> {
  return request(`${base}files/${file}`)
}

export async function postTranscript(conversation: string, email: string) {
  await post(`conversations/${conversation}/transcript`, { email, client_id: crypto.randomUUID() })
}

/** Whoever cannot hear the queue should not take from it, and nobody can watch what they do not hear. */
const NEED_SOCKET = new Set<Action["action"]>(["pick", "watch", "unwatch", "block"])

/** For when the socket is away. */
export async function postAction({ action, conv, ...details }: Action) {
  if (NEED_SOCKET.has(action)) throw new Refusal("network")
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

// The bodies of the REST addresses of docs/protocol.md in types.
import type { ConversationEvent } from "./protocol"

export interface Brand {
  key: string
  name: string
  slug: string
  monogram: string
  language: string
  greeting: string
  privacy_url: string
  colours: Colours
  /** Whether its visitors may send files. */
  files?: boolean
}

export interface Colours {
  fill: string
  ink: string
  edge_light: string
  edge_dark: string
  text_light: string
  text_dark: string
}

export type ConversationStatus = "waiting" | "assigned" | "open" | "closed"

/** An agent as the visitor sees him: under the name he has for that brand. */
export interface Alias {
  id: string
  name: string
  photo: string
}

export interface Conversation {
  id: string
  status: ConversationStatus
  head: number
  agent: Alias | null
  position: number | null
  outcome: string | null
}

export interface Limits {
  body: number
  frame: number
  rate: number
  /** Bytes. */
  file?: number
}

export interface Page {
  url: string
  title: string
  referrer: string
}

export type Availability = "open" | "busy" | "offline"

export interface Status {
  online: boolean
  state: Availability
  wait: number | null
}

export interface LoaderStatus extends Status {
  brand: Brand
  texts: Record<"chat" | "open" | "close" | "unread", string>
}

export interface SessionRequest {
  refresh?: string
  language?: string
}

export interface SessionAnswer {
  visitor: string
  access: string
  expires_in: number
  refresh: string
  conversation: Conversation | null
  brand: Brand
  status: Status
  limits: Limits
}

/** The last number that each side has seen. */
export type ReadBy = Record<Side, number>

export type Side = "visitor" | "agent"

export interface EventPage {
  conv: string
  epoch: string
  head: number
  events: ConversationEvent[]
  more: boolean
  /** How far each side has read. */
  read?: ReadBy
}

export interface MessageRequest {
  conv: string | null
  client_id: string
  body: string
  page?: Page
  name?: string
  email?: string
  canned?: string
  note?: true
  files?: string[]
}

export type FileStatus = "pending" | "clean" | "blocked"

export interface FileCard {
  id: string
  name: string
  type: string
  size: number
  width: number | null
  height: number | null
  status: FileStatus
}

/** Good for some minutes, and for whoever asked. */
export interface FileLink {
  url: string
  expires_in: number
}

export interface LeadField {
  key: string
  label: string
  kind: "text" | "long" | "phone" | "email" | "choice"
  required: boolean
  max_length: number
  options: Choice[]
}

export interface LeadForm {
  brand: string
  version: number
  fields: LeadField[]
  currency: string
}

export type LeadStatus = "new" | "delivered" | "accepted" | "rejected" | "won" | "lost"

export interface Lead {
  id: string
  captured_at: string
  delivered_at: string | null
  status: LeadStatus
  name: string
  phone: string
  email: string
  request: string
  category: string
  details: Record<string, string>
  value: string | null
  currency: string
  qualified: boolean
  results: { rule: string; passed: boolean; detail: string; text: string }[]
}

/** What stands beside a chat: the form, what the visitor wrote that fits in, leads of the same person. */
export interface LeadPanel {
  form: LeadForm
  suggestions: { field: string; value: string; text: string }[]
  duplicates: { id: string; name: string; captured_at: string; status: LeadStatus; by: "phone" | "email" }[]
  lead: Lead | null
}

export interface LeadRequest {
  client_id: string
  values: Record<string, string>
  value: string | null
  currency: string
}

export interface Receipt {
  client_id: string
  conv: string
  seq: number
  id: string
  at: string
  duplicate: boolean
}

export interface RatingRequest {
  conv: string
  score: number
  comment?: string
  client_id: string
}

export interface OfflineRequest {
  client_id: string
  name: string
  email: string
  body: string
  page?: Page
}

export interface TranscriptRequest {
  conv: string
  email: string
  client_id: string
}

export interface ErrorBody {
  code: string
  detail: string
  fields?: Record<string, unknown>
  retry_after?: number
}

export type AgentStatus = "available" | "away" | "offline"

export interface Agent {
  id: string
  name: string
  status: AgentStatus
  load: number
  capacity: number
  brands: string[]
}

/** A conversation as a line of the console's inbox. Whole: keep the one with the higher `seq`. */
export interface Item {
  id: string
  brand: string
  seq: number
  status: ConversationStatus
  agent: string | null
  visitor: { id: string; name: string; email: string; verified: boolean }
  language: string
  page: { url: string; title: string }
  queued_at: string | null
  assigned_at: string | null
  accepted_at: string | null
  first_response_at: string | null
  unanswered_since: string | null
  closed_at: string | null
  outcome: string | null
  preview: { by: AuthorKind; body: string; at: string } | null
  earlier: number
}

export interface Canned {
  id: string
  brand: string | null
  shortcut: string
  title: string
  body: string
}

export interface Choice {
  code: string
  label: string
}

export interface ConsoleBrand extends Brand {
  id: string
  alias: string
  photo: string
  facts: [string, string][]
}

export interface ConsoleBoot {
  me: {
    member: string
    agent: string | null
    name: string
    role: string
    status: AgentStatus
    reason: string | null
    capacity: number
    language: string
  }
  brands: ConsoleBrand[]
  agents: Agent[]
  canned: Canned[]
  outcomes: Choice[]
  reasons: Choice[]
  conversations: Item[]
  feed: number
  epoch: string
  now: string
  limits: Limits
  texts: Record<string, string>
}

export type AuthorKind = "visitor" | "agent" | "supervisor" | "client" | "system"

// The wire contract of docs/protocol.md in types.

// What the addresses answer

export interface Brand {
  key: string
  name: string
  slug: string
  monogram: string
  language: string
  greeting: string
  privacy_url: string
  colours: Colours
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

export interface EventPage {
  conv: string
  epoch: string
  head: number
  events: ConversationEvent[]
  more: boolean
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
  feed: string
  epoch: string
  now: string
  limits: Limits
  texts: Record<string, string>
}

// Events: one numbered stream per conversation

export type AuthorKind = "visitor" | "agent" | "supervisor" | "client" | "system"

export interface Author {
  kind: AuthorKind
  id: string | null
  name: string
}

interface EventData {
  started: { page: Page; language: string }
  message: { body: string; canned?: string }
  note: { body: string }
  assigned: { agent: Alias }
  accepted: Record<string, never>
  transferred: { agent: Alias | null }
  returned: { reason: "agent_gone" | "team" }
  closed: { outcome: string | null }
  reopened: Record<string, never>
  rated: { score: number; comment: string }
  hidden: Record<string, never>
}

export type EventKind = keyof EventData

export type EventOf<Kind extends EventKind> = {
  conv: string
  seq: number
  kind: Kind
  at: string
  by: Author
  data: EventData[Kind]
  client_id?: string
}

export type ConversationEvent = { [Kind in EventKind]: EventOf<Kind> }[EventKind]

// Frames

export type Heads = Record<string, number>

export interface Welcome {
  t: "welcome"
  session: string
  epoch: string
  heads: Heads
  feed?: string
  now: string
  hb: number
  limits: Limits
  conversation?: Conversation | null
}

export type Ack = Receipt & { t: "ack" }

export type NackCode = "invalid" | "too_large" | "forbidden" | "closed" | "rate" | "id_reused" | "unavailable"

export interface Nack {
  t: "nack"
  client_id: string
  code: NackCode
  detail: string
  retry_after?: number
}

export interface Heartbeat {
  t: "hb"
  n: number
  heads?: Heads
  feed?: string
  degraded?: boolean
}

export type ServerFrame =
  | Welcome
  | Ack
  | Nack
  | Heartbeat
  | ({ t: "event" } & ConversationEvent)
  | { t: "gap"; conv: string; head: number }
  | { t: "feed"; cursor?: string; items: Item[]; limited?: boolean }
  | { t: "typing"; conv: string; by: Author; text?: string }
  | { t: "queue"; conv: string; position: number }
  | { t: "done"; id: string; conv?: string }
  | { t: "refused"; id: string; conv?: string; code: string; detail: string }
  | { t: "presence"; agents: Agent[] }
  | { t: "drain"; reconnect_in: [number, number] }
  | { t: "error"; code: string; detail: string }

export type Action =
  | { action: "accept"; conv: string }
  | { action: "pick"; conv?: string }
  | { action: "close"; conv: string; outcome: string }
  | { action: "transfer"; conv: string; to: string; note?: string }

export type ClientFrame =
  | ({ t: "send" } & MessageRequest)
  | { t: "rcv"; conv: Heads }
  | { t: "typing"; conv: string; text?: string }
  | ({ t: "do"; id: string } & Action)
  | { t: "status"; value: AgentStatus; reason?: string }
  | { t: "hb"; n: number }

/** What `hello` proves itself with: the visitor's access token or the console's ticket. */
export type Credentials = { token: string } | { ticket: string }

/** What `hello` asks to go on from. */
export interface Resume {
  after: Heads
  feed?: string
}

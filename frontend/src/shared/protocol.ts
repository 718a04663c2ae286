// The frames and events of docs/protocol.md in types; what the addresses answer is in resources.ts.
import type {
  Agent,
  AgentStatus,
  Alias,
  AuthorKind,
  Conversation,
  FileCard,
  FileStatus,
  Item,
  Limits,
  MessageRequest,
  Page,
  Receipt,
  Side,
} from "./resources"

export type * from "./resources"

// Events: one numbered stream per conversation

export interface Author {
  kind: AuthorKind
  id: string | null
  name: string
}

interface EventData {
  started: { page: Page; language: string }
  message: { body: string; canned?: string; edited?: boolean; files?: FileCard[]; redacted?: true }
  note: { body: string; redacted?: true }
  edited: { of: number; body: string; redacted?: true }
  redacted: { of: number }
  file_ready: { file: string; status: FileStatus }
  assigned: { agent: Alias }
  accepted: Record<string, never>
  transferred: { agent: Alias | null; taken?: true }
  returned: { reason: "agent_gone" | "team" }
  closed: { outcome: string | null }
  watched: { on: boolean }
  reopened: Record<string, never>
  rated: { score: number; comment: string }
  lead: { lead: string; qualified: boolean }
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
  feed?: number
  now: string
  hb: number
  limits: Limits
  conversation?: Conversation | null
}

export type Ack = Receipt & { t: "ack" }

export type NackCode = "invalid" | "too_large" | "bad_file" | "forbidden" | "closed" | "rate" | "id_reused" | "unavailable"

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
  feed?: number
  degraded?: boolean
}

export type ServerFrame =
  | Welcome
  | Ack
  | Nack
  | Heartbeat
  | ({ t: "event" } & ConversationEvent)
  | { t: "gap"; conv: string; head: number }
  | { t: "feed"; cursor?: number; items: Item[]; limited?: boolean }
  | { t: "typing"; conv: string; by: Author; text?: string }
  | { t: "read"; conv: string; by: Side; seq: number }
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
  | { action: "edit"; conv: string; seq: number; body: string }
  | { action: "redact"; conv: string; seq: number }
  | { action: "watch" | "unwatch" | "take_over" | "reopen"; conv: string }
  | { action: "block"; conv: string; days?: BlockDays; note?: string }

export type BlockDays = 1 | 7 | 30 | 365

export type ClientFrame =
  | ({ t: "send" } & MessageRequest)
  | { t: "rcv"; conv: Heads }
  | { t: "typing"; conv: string; text?: string }
  | { t: "read"; conv: string; seq: number }
  | ({ t: "do"; id: string } & Action)
  | { t: "status"; value: AgentStatus; reason?: string }
  | { t: "hb"; n: number }

/** What `hello` proves itself with: the visitor's access token or the console's ticket. */
export type Credentials = { token: string } | { ticket: string }

/** What `hello` asks to go on from. */
export interface Resume {
  after: Heads
  feed?: number
}

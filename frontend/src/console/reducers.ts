import { forget } from "../shared/corrections"
import type { Agent, ConversationEvent, Item } from "../shared/protocol"

/** One conversation as the console holds it: the inbox row, and the part of its log that is loaded. */
export interface Chat {
  item: Item
  /** Without gaps, oldest first. */
  events: ConversationEvent[]
  unread: number
  /** What the visitor is typing, and when we last heard so. */
  peek: string
  peekAt: number
  /** How far the visitor has read. */
  read: number
  /** What a supervisor has whispered last. */
  whisper: ConversationEvent | null
  /** It has ended, but keeps its slot until the agent has seen that. */
  lingers: boolean
  /** The agent asked for the end, so there is nothing left to see. */
  isLetGo: boolean
}

export interface Reader {
  /** The agent at this console; null for a supervisor who takes no chats. */
  agent: string | null
  /** The chat is on the screen right now, so nothing in it is unread. */
  isLooking: boolean
}

export function newChat(item: Item): Chat {
  return { item, events: [], unread: 0, peek: "", peekAt: 0, read: 0, whisper: null, lingers: false, isLetGo: false }
}

export function applyEvent(chat: Chat, event: ConversationEvent, reader: Reader): Chat {
  const last = chat.events.at(-1)?.seq ?? 0
  if (event.seq <= last) return chat
  const isNews = event.seq > chat.item.seq
  return {
    ...(isNews ? withItem(chat, itemAfter(chat, event), reader.agent) : chat),
    events: [...(event.kind === "redacted" ? forget(chat.events, event.data.of) : chat.events), event],
    whisper: isWhisper(event) ? event : chat.whisper,
    unread: unreadAfter(chat.unread, event, reader),
    peek: isVisitorMessage(event) ? "" : chat.peek,
  }
}

export function applyEvents(chat: Chat, events: readonly ConversationEvent[], reader: Reader): Chat {
  return events.reduce((held, event) => applyEvent(held, event, reader), chat)
}

/** Older events go in front; those that overlap are dropped. */
export function prependEvents(chat: Chat, older: readonly ConversationEvent[]): Chat {
  const first = chat.events[0]?.seq ?? Infinity
  return { ...chat, events: [...older.filter((event) => event.seq < first), ...chat.events] }
}

/** Items are whole: the one with the higher number wins, and of two alike the newcomer. */
export function applyFeed(chat: Chat, item: Item, agent: string | null): Chat {
  return chat.item.seq > item.seq ? chat : withItem(chat, item, agent)
}

function withItem(chat: Chat, item: Item, agent: string | null): Chat {
  const hasEnded = item.status === "closed" && isMine(chat, agent)
  return { ...chat, item, lingers: hasEnded && !chat.isLetGo, isLetGo: chat.isLetGo && item.status !== "closed" }
}

export function applyPresence(agents: readonly Agent[], heard: readonly Agent[]): Agent[] {
  const byId = new Map(agents.map((agent) => [agent.id, agent]))
  for (const agent of heard) byId.set(agent.id, agent)
  return [...byId.values()]
}

export function isMine(chat: Chat, agent: string | null): boolean {
  return agent !== null && chat.item.agent === agent && (chat.item.status !== "closed" || chat.lingers)
}

export function isWaiting(item: Item): boolean {
  return item.status === "waiting"
}

/** Given to this agent, who has neither accepted nor answered yet. */
export function isNew(item: Item): boolean {
  return item.status === "assigned"
}

/** Marks only go up: an older one may come late. */
export function applyRead(chat: Chat, seq: number): Chat {
  return seq > chat.read ? { ...chat, read: seq } : chat
}

/** A note from above, for the agent who holds the chat. */
export function isWhisper({ kind, by }: ConversationEvent): boolean {
  return kind === "note" && by.kind === "supervisor"
}

function isVisitorMessage(event: ConversationEvent): boolean {
  return event.kind === "message" && event.by.kind === "visitor"
}

function unreadAfter(unread: number, event: ConversationEvent, reader: Reader): number {
  const isForAgent = isVisitorMessage(event) || isWhisper(event)
  if (isForAgent) return reader.isLooking ? 0 : unread + 1
  return event.kind === "message" ? 0 : unread
}

function itemAfter({ item, events }: Chat, event: ConversationEvent): Item {
  return { ...item, ...changeBy(item, event), ...correctionBy(item, events, event), seq: event.seq }
}

/** The preview is the last message as it reads now. */
function correctionBy(item: Item, events: readonly ConversationEvent[], event: ConversationEvent): Partial<Item> {
  if (event.kind !== "edited" && event.kind !== "redacted") return {}
  const last = events.findLast(({ kind }) => kind === "message")
  if (last?.seq !== event.data.of || !item.preview) return {}
  return { preview: { ...item.preview, body: event.kind === "edited" ? event.data.body : "" } }
}

function changeBy(item: Item, event: ConversationEvent): Partial<Item> {
  const { at, by, kind, data } = event
  switch (kind) {
    case "message":
      return { ...turnAfter(item, event), preview: { by: by.kind, body: data.body, at } }
    case "accepted":
      return { status: "open", accepted_at: at }
    case "assigned":
      return given(data.agent.id, at)
    case "transferred":
      return data.agent ? given(data.agent.id, at) : PUT_BACK
    case "returned":
      return PUT_BACK
    case "closed":
      return { status: "closed", closed_at: at, outcome: data.outcome, unanswered_since: null }
    case "reopened":
      return { ...PUT_BACK, queued_at: at, closed_at: null, outcome: null }
    default:
      return {}
  }
}

/** A message hands the turn over: whoever waits for an answer waits since the first that had none. */
function turnAfter(item: Item, { at, by }: ConversationEvent): Partial<Item> {
  if (by.kind === "visitor") return { unanswered_since: item.unanswered_since ?? at }
  if (by.kind === "system") return {}
  return {
    status: isNew(item) ? "open" : item.status,
    accepted_at: item.accepted_at ?? at,
    first_response_at: item.first_response_at ?? at,
    unanswered_since: null,
  }
}

function given(agent: string, at: string): Partial<Item> {
  return { status: "assigned", agent, assigned_at: at, accepted_at: null }
}

/** In the queue again, at the place it had: who waits longest is served first. */
const PUT_BACK = { status: "waiting", agent: null, assigned_at: null, accepted_at: null } as const

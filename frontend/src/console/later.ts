import type { ConversationEvent, EventOf, FileStatus } from "../shared/protocol"
import type { Chat } from "./reducers"
import { isMineNow, isOffice, me, now } from "./state"

const EDIT_MS = 15 * 60_000

export type Text = EventOf<"message"> | EventOf<"note">

/** What the later events of a log say about its earlier ones. */
export interface Later {
  /** The newest texts of edited messages, by their numbers. */
  bodies: ReadonlyMap<number, string>
  statuses: ReadonlyMap<string, FileStatus>
  /** The agent's last message that the visitor has read. */
  readUpTo: number
}

export function laterIn({ events, read }: Pick<Chat, "events" | "read">): Later {
  const bodies = new Map<number, string>()
  const statuses = new Map<string, FileStatus>()
  let readUpTo = 0
  for (const event of events) {
    if (event.kind === "edited") bodies.set(event.data.of, event.data.body)
    if (event.kind === "file_ready") statuses.set(event.data.file, event.data.status)
    if (isOwnMessage(event) && event.seq <= read) readUpTo = event.seq
  }
  return { bodies, statuses, readUpTo }
}

/** Who looks over the agent's shoulder right now. */
export function watchersOf({ events }: Chat): string[] {
  const watching = new Map<string | null, string>()
  for (const { kind, by, data } of events) {
    if (kind !== "watched") continue
    if (data.on) watching.set(by.id, by.name)
    else watching.delete(by.id)
  }
  return [...watching.values()]
}

export function isText(event: ConversationEvent): event is Text {
  return event.kind === "message" || event.kind === "note"
}

/** In a chat that this agent has: words of his own, and not long ago. */
export function canEdit(event: ConversationEvent, isMine: boolean): boolean {
  const isFresh = now.peek() - Date.parse(event.at) < EDIT_MS
  return isMine && isFresh && isOwnMessage(event) && event.data.body !== ""
}

/** Its author, whoever has the chat, and the office. */
export function canRemove(event: Text, isMine: boolean): boolean {
  const isOwn = event.by.id === me.value?.agent || event.by.id === me.value?.member
  return !event.data.redacted && (isOwn || isMine || isOffice())
}

export function lastEditable(chat: Chat): EventOf<"message"> | undefined {
  const last = chat.events.findLast(isOwnMessage)
  return last && canEdit(last, isMineNow(chat)) ? last : undefined
}

/** What stands there now. */
export function bodyOf(chat: Chat, event: Text): string {
  return laterIn(chat).bodies.get(event.seq) ?? event.data.body
}

function isOwnMessage(event: ConversationEvent): event is EventOf<"message"> {
  return event.kind === "message" && event.by.kind === "agent" && event.by.id === me.value?.agent
}

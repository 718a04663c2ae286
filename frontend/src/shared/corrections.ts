import type { ConversationEvent } from "./protocol"

/** After a redaction nobody holds the text any more: neither the message's nor that of its edits. */
export function forget(events: readonly ConversationEvent[], of: number): ConversationEvent[] {
  return events.map((event) => {
    if (event.kind === "edited" && event.data.of === of) return { ...event, data: { of, body: "", redacted: true } }
    if (event.seq !== of || (event.kind !== "message" && event.kind !== "note")) return event
    return { ...event, data: { body: "", redacted: true } } as ConversationEvent
  })
}

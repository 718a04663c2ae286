// What the server said and what it had after each action: written by tests/chaos/test_verify.py, for tests alone.
import type { Conversation, ConversationEvent, Item, ServerFrame } from "./protocol"
import told from "./story.json"

export interface Step {
  action: string
  to_visitor: ServerFrame[]
  to_console: ServerFrame[]
  item: Item
  card: Conversation
}

export const steps = told.steps as unknown as Step[]
export const visitorEvents = told.visitor_events as unknown as ConversationEvent[]
export const staffEvents = told.staff_events as unknown as ConversationEvent[]
export const START = { ...steps[0].item, seq: 0, agent: null, assigned_at: null, preview: null, unanswered_since: null } as Item

/** The events after one number up to another. */
export function between(events: readonly ConversationEvent[], after: number, upto: number): ConversationEvent[] {
  return events.filter(({ seq }) => seq > after && seq <= upto)
}

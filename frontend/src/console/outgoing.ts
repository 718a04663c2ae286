import { signal } from "@preact/signals"
import type { Draft } from "../shared/outbox"
import type { ConversationEvent, Receipt } from "../shared/protocol"

/** A message of this agent that is not in the log yet. */
export interface Outgoing extends Omit<Draft, "state"> {
  state: Draft["state"] | "sent"
  /** Known once it is acknowledged. */
  seq?: number
}

export const outgoing = signal<readonly Outgoing[]>([])

export function showOutgoing(message: Outgoing) {
  const others = outgoing.value.filter(({ client_id }) => client_id !== message.client_id)
  outgoing.value = [...others, { ...message }].sort((one, other) => one.at - other.at)
}

/** Stored, but its event has not come back yet: it stays, so that the line does not flicker. */
export function showSent(draft: Draft, { seq }: Receipt) {
  showOutgoing({ ...draft, state: "sent", seq })
}

export function dropOutgoing(clientId: string) {
  outgoing.value = outgoing.value.filter(({ client_id }) => client_id !== clientId)
}

/** The log has them now. */
export function dropArrived(conversation: string, events: readonly ConversationEvent[]) {
  const isArrived = ({ conv, client_id, seq }: Outgoing) =>
    conv === conversation && events.some((event) => event.client_id === client_id || event.seq === seq)
  if (outgoing.value.some(isArrived)) outgoing.value = outgoing.value.filter((message) => !isArrived(message))
}

// Stand-ins for the network, for tests alone.
import type { ConversationEvent, EventPage, ServerFrame } from "./protocol"

export class FakeSocket {
  static all: FakeSocket[] = []
  static get last() {
    return FakeSocket.all[FakeSocket.all.length - 1]
  }

  readyState = 0
  sent: Record<string, unknown>[] = []
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null

  constructor(readonly url: string) {
    FakeSocket.all.push(this)
  }

  send(text: string) {
    this.sent.push(JSON.parse(text))
  }

  close() {
    this.readyState = 3
  }

  open() {
    this.readyState = 1
    this.onopen?.()
  }

  say(frame: ServerFrame | ServerFrame[]) {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }

  end(code: number) {
    this.readyState = 3
    this.onclose?.({ code })
  }
}

export const FakeWebSocket = FakeSocket as unknown as new (url: string) => WebSocket

export const welcome: ServerFrame = {
  t: "welcome",
  session: "s1",
  epoch: "e1",
  heads: {},
  now: "2026-01-01T00:00:00Z",
  hb: 25,
  limits: { body: 4000, frame: 65536, rate: 20 },
}

export function message(seq: number, conv = "c1", client_id?: string): ConversationEvent {
  const by = { kind: "agent" as const, id: "a1", name: "Eva" }
  return { conv, seq, kind: "message", at: "2026-01-01T00:00:00Z", by, data: { body: `text ${seq}` }, client_id }
}

export function pageOf(events: ConversationEvent[], head: number, more = false, epoch = "e1"): EventPage {
  return { conv: "c1", epoch, head, events, more }
}

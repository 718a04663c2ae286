import type { Draft } from "../../shared/drafts"
import type { Alias, Conversation, ConversationEvent, ConversationStatus, EventOf, FileCard, Receipt } from "../../shared/protocol"
import type { TextKey } from "./texts"

/** A message, or a line about what happened. */
export interface Row {
  key: string
  conv: string | null
  from: "visitor" | "agent" | "system"
  /** Who wrote it, for an agent's message. */
  name: string
  /** The text; for a system line the key of one. */
  body: string
  files: FileCard[]
  isEdited: boolean
  isRedacted: boolean
  at: string
  seq: number
  state: Draft["state"] | "sent"
  code?: string
}

/** What the visitor sees of his conversation. Events go in, in their order; rows and status come out. */
export class Transcript {
  conv: string | null = null
  status: ConversationStatus | null = null
  agent: Alias | null = null
  position: number | null = null
  isRated = false
  readonly rows: Row[] = []
  readonly #byClientId = new Map<string, Row>()

  /** From `session` or `welcome`, ahead of the events; the agent comes with these. */
  meet({ id, status, position }: Conversation) {
    if (id !== this.conv) this.begin(id)
    Object.assign(this, { status, position })
  }

  /** A new conversation goes on below the old one. */
  begin(conv: string) {
    Object.assign(this, { conv, status: "waiting", agent: null, position: null, isRated: false })
  }

  clear() {
    Object.assign(this, { conv: null, status: null, agent: null, position: null, isRated: false })
    this.rows.length = 0
    this.#byClientId.clear()
  }

  /** A message on its way, or a change of its luck. */
  draft({ client_id, conv, body, at, state, code, attached: files = [] }: Draft) {
    const row = this.#byClientId.get(client_id)
    const place = line(client_id, conv, 0, new Date(at).toISOString())
    if (row) Object.assign(row, { state, code })
    else this.#addOwn({ ...place, from: "visitor", body, files, state, code })
  }

  sent({ client_id, conv, at, seq }: Receipt) {
    const row = this.#byClientId.get(client_id)
    if (row) this.#arrive(row, { conv, at, seq })
  }

  apply(event: ConversationEvent) {
    switch (event.kind) {
      case "message":
        return this.#applyMessage(event)
      case "edited":
        return this.#change(event, { body: event.data.body, isEdited: true })
      case "redacted":
        return this.#change(event, { body: "", files: [], isEdited: false, isRedacted: true })
      case "file_ready":
        return this.#judge(event.data)
      case "assigned":
        return this.#meetAgent(event, event.data.agent)
      case "accepted":
        this.status = "open"
        return
      case "transferred":
        return event.data.agent ? this.#meetAgent(event, event.data.agent) : this.#loseAgent(event)
      case "returned":
        return this.#loseAgent(event)
      case "reopened":
        Object.assign(this, { status: "waiting", agent: null })
        return this.#addLine(event, "reopened")
      case "closed":
        this.status = "closed"
        return this.#addLine(event, "ended")
      case "rated":
        this.isRated = true
    }
  }

  #applyMessage({ conv, seq, at, by, client_id, data }: EventOf<"message">) {
    const said = { body: data.body, files: data.files ?? [], isRedacted: !!data.redacted }
    const own = client_id && this.#byClientId.get(client_id)
    if (own) return this.#arrive(own, { conv, at, seq, ...said })
    const from = by.kind === "visitor" ? "visitor" : "agent"
    const row: Row = { ...line(client_id ?? `${conv}:${seq}`, conv, seq, at), from, name: by.name, ...said }
    if (from === "visitor") this.#addOwn(row)
    else this.#insert(row)
  }

  /** What was removed stays removed, whatever was made of it before. */
  #change({ conv, data: { of } }: EventOf<"edited" | "redacted">, changes: Partial<Row>) {
    const row = this.rows.find((row) => row.conv === conv && row.seq === of)
    if (row && !row.isRedacted) Object.assign(row, changes)
  }

  #judge({ file, status }: EventOf<"file_ready">["data"]) {
    for (const row of this.rows) {
      row.files = row.files.map((card) => (card.id === file ? { ...card, status } : card))
    }
  }

  #meetAgent(event: ConversationEvent, agent: Alias) {
    const isNew = agent.id !== this.agent?.id
    Object.assign(this, { status: "assigned", agent, position: null })
    if (isNew) this.#addLine(event, "joined", agent.name)
  }

  #loseAgent(event: ConversationEvent) {
    Object.assign(this, { status: "waiting", agent: null })
    this.#addLine(event, "returned")
  }

  #addLine({ conv, seq, at }: ConversationEvent, text: TextKey, name = "") {
    this.#insert({ ...line(`${conv}:${seq}`, conv, seq, at), name, body: text })
  }

  #addOwn(row: Row) {
    this.#byClientId.set(row.key, row)
    this.#insert(row)
  }

  /** An own message has got its number, and with it its place. */
  #arrive(row: Row, place: Pick<Row, "conv" | "at" | "seq"> & Partial<Row>) {
    Object.assign(row, place, { state: "sent" })
    this.rows.splice(this.rows.indexOf(row), 1)
    this.#insert(row)
  }

  /** By number; what is still on its way stays below. */
  #insert(row: Row) {
    const next = row.seq ? this.rows.findIndex((other) => isBefore(row, other)) : -1
    this.rows.splice(next < 0 ? this.rows.length : next, 0, row)
  }
}

function isBefore(row: Row, other: Row): boolean {
  if (other.state === "sending" || other.state === "late") return true
  return other.conv === row.conv && other.seq > row.seq
}

function line(key: string, conv: string | null, seq: number, at: string): Row {
  return { key, conv, from: "system", name: "", body: "", files: [], isEdited: false, isRedacted: false, at, seq, state: "sent" }
}

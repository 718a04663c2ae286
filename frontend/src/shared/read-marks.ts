import type { ReadBy, Side } from "./protocol"

/** At most one `read` frame in this time for each conversation. */
const RHYTHM = 2_000

export interface ReadMarksOptions {
  /** Which side this client is. */
  side: Side
  /** The `read` frame, by socket. False when it did not go. */
  send: (conv: string, seq: number) => boolean
  onChange: () => void
}

/** How far the two sides have read each conversation, and the telling of it. */
export class ReadMarks {
  readonly #options: ReadMarksOptions
  readonly #marks = new Map<string, ReadBy>()
  readonly #seen = new Map<string, number>()
  readonly #told = new Map<string, number>()
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()

  constructor(options: ReadMarksOptions) {
    this.#options = options
  }

  /** How far that side has read, as far as the server knows. */
  of(conv: string | null, side: Side): number {
    return this.#marks.get(conv ?? "")?.[side] ?? 0
  }

  /** The person on this side has seen the conversation up to here. */
  see(conv: string, seq: number) {
    this.#seen.set(conv, Math.max(seq, this.#seen.get(conv) ?? 0))
    if (!this.#timers.has(conv)) this.#tell(conv)
  }

  /** From a `read` frame or a fetched page. Marks only move forward. */
  hear(conv: string, marks: Partial<ReadBy>) {
    const known = this.#marks.get(conv) ?? { visitor: 0, agent: 0 }
    const { visitor = 0, agent = 0 } = marks
    const next = { visitor: Math.max(known.visitor, visitor), agent: Math.max(known.agent, agent) }
    this.#marks.set(conv, next)
    if (next.visitor !== known.visitor || next.agent !== known.agent) this.#options.onChange()
  }

  /** After a reconnect: what did not go, or may have been lost on its way, goes again. */
  resume() {
    this.#told.clear()
    for (const conv of this.#seen.keys()) if (!this.#timers.has(conv)) this.#tell(conv)
  }

  forget(conv: string) {
    clearTimeout(this.#timers.get(conv))
    for (const known of [this.#timers, this.#seen, this.#told, this.#marks]) known.delete(conv)
  }

  #tell(conv: string) {
    const seq = this.#seen.get(conv) ?? 0
    const { side, send } = this.#options
    if (seq <= Math.max(this.of(conv, side), this.#told.get(conv) ?? 0) || !send(conv, seq)) return
    this.#told.set(conv, seq)
    this.#timers.set(conv, setTimeout(() => this.#tellMore(conv), RHYTHM))
  }

  /** What was seen meanwhile goes now. */
  #tellMore(conv: string) {
    this.#timers.delete(conv)
    this.#tell(conv)
  }
}

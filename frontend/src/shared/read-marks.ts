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

/** What the server knows of both sides, what this person has seen, and what of it was told. */
interface Mark extends ReadBy {
  seen: number
  told: number
  timer?: ReturnType<typeof setTimeout>
}

/** How far the two sides have read each conversation, and the telling of it. */
export class ReadMarks {
  readonly #options: ReadMarksOptions
  readonly #marks = new Map<string, Mark>()

  constructor(options: ReadMarksOptions) {
    this.#options = options
  }

  /** How far that side has read, as far as the server knows. */
  of(conv: string, side: Side): number {
    return this.#marks.get(conv)?.[side] ?? 0
  }

  /** The person on this side has seen the conversation up to here. */
  see(conv: string, seq: number) {
    const mark = this.#mark(conv)
    mark.seen = Math.max(mark.seen, seq)
    this.#tell(conv, mark)
  }

  /** From a `read` frame or a fetched page. Marks only move forward. */
  hear(conv: string, { visitor = 0, agent = 0 }: Partial<ReadBy>) {
    const mark = this.#mark(conv)
    if (visitor <= mark.visitor && agent <= mark.agent) return
    mark.visitor = Math.max(mark.visitor, visitor)
    mark.agent = Math.max(mark.agent, agent)
    this.#options.onChange()
  }

  /** After a reconnect: what did not go, or may have been lost on its way, goes again. */
  resume() {
    for (const [conv, mark] of this.#marks) {
      mark.told = 0
      this.#tell(conv, mark)
    }
  }

  forget(conv: string) {
    clearTimeout(this.#marks.get(conv)?.timer)
    this.#marks.delete(conv)
  }

  #mark(conv: string): Mark {
    const mark = this.#marks.get(conv) ?? { visitor: 0, agent: 0, seen: 0, told: 0 }
    this.#marks.set(conv, mark)
    return mark
  }

  #tell(conv: string, mark: Mark) {
    const { side, send } = this.#options
    if (mark.timer || mark.seen <= Math.max(mark.told, mark[side]) || !send(conv, mark.seen)) return
    mark.told = mark.seen
    mark.timer = setTimeout(() => {
      mark.timer = undefined
      this.#tell(conv, mark)
    }, RHYTHM)
  }
}

import type { ConversationEvent, EventPage, Heads, ReadBy, ServerFrame } from "./protocol"
import { Stream } from "./stream"

const CONFIRM_AFTER = 10_000
const CONFIRM_COUNT = 50

export interface StreamsOptions {
  fetch: (conv: string, after: number) => Promise<EventPage>
  onEvents: (conv: string, events: ConversationEvent[]) => void
  /** The server's numbering has begun anew: drop what is on the screen and load afresh. */
  onReset: () => void
  /** How far each side has read, as a fetched page says. */
  onRead?: (conv: string, read: ReadBy) => void
  /** The `rcv` frame, by socket. False when it did not go. */
  confirm: (heads: Heads) => boolean
}

/** The streams of every conversation this client follows. Others' events are none of its business. */
export class Streams {
  readonly #streams = new Map<string, Stream>()
  readonly #options: StreamsOptions
  #epoch?: string
  #unconfirmed: Heads = {}
  #count = 0
  #timer?: ReturnType<typeof setTimeout>

  constructor(options: StreamsOptions) {
    this.#options = options
  }

  /** Follows a conversation from `last` on. */
  track(conv: string, last = 0): Stream {
    const known = this.#streams.get(conv)
    if (known) return known
    const stream = new Stream(conv, last, {
      fetch: this.#options.fetch,
      onEvents: (of, events) => this.#deliver(of, events),
      onPage: (page) => this.#meetPage(page),
    })
    this.#streams.set(conv, stream)
    return stream
  }

  untrack(conv: string) {
    this.#streams.get(conv)?.stop()
    this.#streams.delete(conv)
    delete this.#unconfirmed[conv]
  }

  /** For `hello`: the last number held of each conversation. */
  get after(): Heads {
    return Object.fromEntries([...this.#streams].map(([conv, stream]) => [conv, stream.last]))
  }

  receive(frame: ServerFrame) {
    if (frame.t === "event") this.#streams.get(frame.conv)?.push(frame)
    else if (frame.t === "gap") this.#fill(frame.conv, frame.head)
    else if (frame.t === "welcome") this.#greet(frame.epoch, frame.heads)
    else if (frame.t === "hb") this.#expect(frame.heads ?? {})
  }

  /** Without a socket: asks for what is new everywhere. */
  catchUp() {
    for (const stream of this.#streams.values()) stream.catchUp()
  }

  stop() {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const conv of [...this.#streams.keys()]) this.untrack(conv)
  }

  #greet(epoch: string, heads: Heads) {
    this.#meetEpoch(epoch)
    this.#expect(heads)
  }

  #meetPage({ conv, epoch, read }: EventPage) {
    this.#meetEpoch(epoch)
    if (read) this.#options.onRead?.(conv, read)
  }

  #meetEpoch(epoch: string) {
    const isNew = this.#epoch !== undefined && this.#epoch !== epoch
    this.#epoch = epoch
    if (!isNew) return
    this.stop()
    this.#options.onReset()
  }

  #expect(heads: Heads) {
    for (const [conv, head] of Object.entries(heads)) this.#streams.get(conv)?.expect(head)
  }

  #fill(conv: string, head: number) {
    const stream = this.#streams.get(conv)
    stream?.expect(head)
    stream?.catchUp()
  }

  #deliver(conv: string, events: ConversationEvent[]) {
    this.#unconfirmed[conv] = events[events.length - 1].seq
    this.#count += events.length
    if (this.#count >= CONFIRM_COUNT) this.#confirm()
    else this.#timer ??= setTimeout(() => this.#confirm(), CONFIRM_AFTER)
    this.#options.onEvents(conv, events)
  }

  /** What did not go stays for the next time; after a reconnect `hello` says the same anyway. */
  #confirm() {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#count = 0
    if (this.#options.confirm(this.#unconfirmed)) this.#unconfirmed = {}
  }
}

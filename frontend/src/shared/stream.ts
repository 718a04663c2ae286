import { delayAfter } from "./backoff"
import type { ConversationEvent, EventPage } from "./protocol"

const BUFFER = 500

/** A push may overtake another one by a moment; only then is it worth asking for what is missing. */
const GRACE = 300

export interface StreamOptions {
  fetch: (conv: string, after: number) => Promise<EventPage>
  /** In order, without holes, each once. */
  onEvents: (conv: string, events: ConversationEvent[]) => void
  /** Before what is in the page is applied. */
  onPage?: (page: EventPage) => void
}

/** One conversation's events in their order, whatever the network does to them. */
export class Stream {
  #head = 0
  #failures = 0
  #isFetching = false
  #isStopped = false
  #timer?: ReturnType<typeof setTimeout>
  readonly #ahead = new Map<number, ConversationEvent>()

  constructor(
    readonly conv: string,
    public last: number,
    readonly options: StreamOptions,
  ) {}

  push(event: ConversationEvent) {
    if (this.#isStopped || event.seq <= this.last) return
    if (this.#ahead.size < BUFFER || event.seq === this.last + 1) this.#ahead.set(event.seq, event)
    this.#head = Math.max(this.#head, event.seq)
    this.#apply()
    this.#catchUpSoon()
  }

  /** The server is known to hold events up to here. */
  expect(head: number) {
    this.#head = Math.max(this.#head, head)
    this.#catchUpSoon()
  }

  /** Fetches until nothing is missing; tries again by itself when it fails. */
  async catchUp() {
    if (this.#isFetching || this.#isStopped) return
    this.#stopTimer()
    this.#isFetching = true
    const hasSucceeded = await this.#fetchPages()
    this.#isFetching = false
    this.#failures = hasSucceeded ? 0 : this.#failures + 1
    if (this.#head > this.last) this.#catchUpSoon(hasSucceeded ? GRACE : delayAfter(this.#failures))
  }

  stop() {
    this.#isStopped = true
    this.#stopTimer()
  }

  async #fetchPages(): Promise<boolean> {
    try {
      let page: EventPage
      do {
        page = await this.options.fetch(this.conv, this.last)
        this.#accept(page)
      } while (page.more && page.events.length && !this.#isStopped)
      return true
    } catch {
      return false
    }
  }

  #accept(page: EventPage) {
    this.options.onPage?.(page)
    if (this.#isStopped) return
    for (const event of page.events) if (event.seq > this.last) this.#ahead.set(event.seq, event)
    this.#head = Math.max(this.#head, page.head)
    this.#apply()
  }

  #apply() {
    const ready: ConversationEvent[] = []
    for (let event = this.#takeNext(); event; event = this.#takeNext()) ready.push(event)
    if (ready.length) this.options.onEvents(this.conv, ready)
  }

  #takeNext(): ConversationEvent | undefined {
    const event = this.#ahead.get(this.last + 1)
    if (!event) return undefined
    this.#ahead.delete(event.seq)
    this.last = event.seq
    return event
  }

  #catchUpSoon(delay = GRACE) {
    if (this.#head <= this.last) return this.#stopTimer()
    if (this.#isStopped || this.#timer || this.#isFetching) return
    this.#timer = setTimeout(() => this.catchUp(), delay)
  }

  #stopTimer() {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}

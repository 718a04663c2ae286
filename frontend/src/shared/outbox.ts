import { delayAfter } from "./backoff"
import { Drafts, type Draft } from "./drafts"
import type { ConversationEvent, MessageRequest, Nack, Receipt } from "./protocol"
import { isPassing, Refusal } from "./refusal"
import type { Store } from "./storage"

/** How long a message waits for its ack, or for a socket, before it is posted. */
const PATIENCE = 5_000

/** After this long without an ack the person is told; we go on trying all the same. */
const LATE = 30_000

export type { Draft } from "./drafts"

export interface OutboxOptions {
  storage: Store
  /** What the keys of this outbox begin with. */
  prefix: string
  /** By socket; false when there is none. */
  send: (message: MessageRequest) => boolean
  /** By REST. */
  post: (message: MessageRequest) => Promise<Receipt>
  onChange: (draft: Draft) => void
  onSent: (draft: Draft, receipt: Receipt) => void
  random?: () => number
}

/** Messages on their way. In order within a conversation: the next one waits until the one before it is acknowledged. */
export class Outbox {
  readonly #options: OutboxOptions
  readonly #drafts: Drafts
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()
  readonly #posting = new Set<string>()
  readonly #failures = new Map<string, number>()

  constructor(options: OutboxOptions) {
    this.#options = options
    this.#drafts = new Drafts(options.storage, options.prefix)
  }

  get drafts(): readonly Draft[] {
    return this.#drafts.all
  }

  add(message: MessageRequest & Pick<Draft, "attached">): Draft {
    const draft = this.#drafts.add(message)
    this.#options.onChange(draft)
    this.#advance()
    return draft
  }

  /** After a reload or a reconnect: everything that is not acknowledged goes again, under the same ids. */
  resume() {
    this.#clearTimers()
    this.#failures.clear()
    this.#advance()
  }

  /** The person asks to try a refused message again. */
  retry(clientId: string) {
    const draft = this.#drafts.find(clientId)
    if (!draft) return
    this.#clearTimer(clientId)
    this.#failures.delete(clientId)
    this.#change(draft, { state: "sending", code: undefined })
    this.#advance()
  }

  discard(clientId: string) {
    this.#clearTimer(clientId)
    this.#drafts.remove(clientId)
    this.#advance()
  }

  /** From an ack, from a POST, or from the event itself. The first one counts. */
  confirm(receipt: Receipt) {
    const draft = this.#drafts.find(receipt.client_id)
    if (!draft) return
    this.#clearTimer(draft.client_id)
    this.#drafts.remove(draft.client_id)
    if (draft.conv === null) this.#adopt(receipt.conv)
    this.#options.onSent(draft, receipt)
    this.#advance()
  }

  confirmByEvent({ client_id, conv, seq, at }: ConversationEvent) {
    if (client_id) this.confirm({ client_id, conv, seq, at, id: "", duplicate: true })
  }

  refuse({ client_id, code, retry_after }: Pick<Nack, "client_id" | "code" | "retry_after">) {
    this.#fail(client_id, new Refusal(code, "", retry_after))
  }

  /** The conversations of these drafts are lost (another visitor now): they start over. */
  detach() {
    for (const draft of this.#drafts.all) this.#change(draft, { conv: null })
  }

  /** Sends the first draft of every conversation; the others wait. */
  #advance() {
    const lanes = new Map<string | null, Draft>()
    for (const draft of this.#drafts.all) {
      if (draft.state !== "failed" && !lanes.has(draft.conv)) lanes.set(draft.conv, draft)
    }
    for (const draft of lanes.values()) this.#dispatch(draft)
  }

  #dispatch(draft: Draft) {
    if (this.#timers.has(draft.client_id) || this.#posting.has(draft.client_id)) return
    this.#options.send(this.#drafts.messageOf(draft))
    this.#setTimer(draft, PATIENCE, () => this.#post(draft))
  }

  async #post(draft: Draft) {
    this.#posting.add(draft.client_id)
    this.#warnIfLate(draft)
    const answer = await this.#options.post(this.#drafts.messageOf(draft)).catch((error) => error)
    this.#posting.delete(draft.client_id)
    if (answer instanceof Error) this.#fail(draft.client_id, answer)
    else this.confirm(answer)
  }

  #fail(clientId: string, error: Error) {
    const draft = this.#drafts.find(clientId)
    if (!draft) return
    this.#clearTimer(clientId)
    if (!(error instanceof Refusal) || isPassing(error.code)) return this.#tryLater(draft, error)
    this.#change(draft, { state: "failed", code: error.code })
    this.#advance()
  }

  #tryLater(draft: Draft, error: Error) {
    const failures = (this.#failures.get(draft.client_id) ?? 0) + 1
    this.#failures.set(draft.client_id, failures)
    this.#warnIfLate(draft)
    const { code, retryAfter: asked } = error instanceof Refusal ? error : {}
    if (draft.code !== code) this.#change(draft, { code })
    const delay = asked ? asked * 1000 : delayAfter(failures, this.#options.random)
    this.#setTimer(draft, delay, () => this.#advance())
  }

  #warnIfLate(draft: Draft) {
    if (draft.state === "sending" && Date.now() - draft.at > LATE) this.#change(draft, { state: "late" })
  }

  /** What was written after the first message, before its conversation had an id, belongs to the same one. */
  #adopt(conv: string) {
    for (const draft of this.#drafts.all) if (draft.conv === null) this.#change(draft, { conv })
  }

  #change(draft: Draft, changes: Partial<Draft>) {
    this.#drafts.update(draft, changes)
    this.#options.onChange(draft)
  }

  #setTimer({ client_id }: Draft, delay: number, act: () => void) {
    const timer = setTimeout(() => {
      this.#timers.delete(client_id)
      act()
    }, delay)
    this.#timers.set(client_id, timer)
  }

  #clearTimer(clientId: string) {
    clearTimeout(this.#timers.get(clientId))
    this.#timers.delete(clientId)
  }

  #clearTimers() {
    for (const clientId of [...this.#timers.keys()]) this.#clearTimer(clientId)
  }
}

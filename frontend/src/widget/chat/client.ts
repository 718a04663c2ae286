import type { Conversation, ConversationEvent, FileCard, Limits, Page, Receipt, ServerFrame, SessionAnswer, Status } from "../../shared/protocol"
import { Socket } from "../../shared/socket"
import type { Store } from "../../shared/storage"
import { Streams } from "../../shared/streams"
import { onWake } from "../../shared/wake"
import type { Notice } from "../bridge"
import type { Boot } from "./boot"
import { Outgoing } from "./outgoing"
import { phaseOf, type Phase } from "./phase"
import { Reading } from "./reading"
import { Rest } from "./rest"
import { Session } from "./session"
import { Transcript, type Row } from "./transcript"
import { Typing } from "./typing"

/** Where no WebSocket gets through, new messages are asked for in this rhythm. */
const POLL = 10_000

export interface ClientOptions {
  boot: Boot
  storage: Store
  language: string
  onChange: () => void
  onAgentMessage: () => void
  notify: (name: Notice, detail: string | number) => void
}

/** The visitor's side of a conversation without its looks. */
export class Client {
  readonly transcript = new Transcript()
  readonly typing: Typing
  status: Status
  limits: Limits = { body: 4000, frame: 65_536, rate: 0 }
  isConnected = true
  /** Messages come late, as the server says itself. */
  isDegraded = false
  /** The visitor has left a message instead of waiting. */
  hasLeft = false
  isLoading = false
  isWritingAgain = false
  page?: Page
  readonly visitor = { name: "", email: "" }
  #loadedAt = 0
  readonly #options: ClientOptions
  readonly #prefix: string
  readonly #session: Session
  readonly rest: Rest
  readonly #socket: Socket
  readonly #streams: Streams
  readonly outbox: Outgoing
  readonly reading: Reading

  constructor(options: ClientOptions) {
    const { boot, storage, language } = options
    this.#options = options
    this.#prefix = `switchboard:${boot.brand.key}:`
    this.#session = new Session({
      api: boot.api,
      storage,
      key: `${this.#prefix}session`,
      language,
      onAnswer: (answer, isOther) => this.#enter(answer, isOther),
    })
    this.rest = new Rest(boot.api, this.#session)
    this.status = boot.status
    this.#socket = this.#createSocket()
    this.#streams = new Streams({
      fetch: (conv, after) => this.rest.events(conv, after),
      onEvents: (_conv, events) => this.#apply(events),
      onRead: (conv, read) => this.reading.hear(conv, read),
      onReset: () => {
        this.#clear()
        this.#session.renew().catch(() => {})
      },
      confirm: (conv) => this.#socket.send({ t: "rcv", conv }),
    })
    this.outbox = this.#createOutbox()
    this.typing = new Typing((text) => this.#sayTyping(text), options.onChange)
    this.reading = new Reading(storage, `${this.#prefix}read`, {
      side: "visitor",
      send: (conv, seq) => this.#socket.send({ t: "read", conv, seq }),
      onChange: options.onChange,
    })
  }

  /** Comes back to a conversation of an earlier page; a new visitor costs nothing until he writes. */
  start() {
    this.outbox.showIn(this.transcript)
    this.isLoading = this.#session.isKept
    if (this.#session.isKept) this.connect()
    this.outbox.resume()
    onWake(() => this.#socket.wake())
    addEventListener("storage", ({ key }) => key === `${this.#prefix}session` && this.#meetOtherTab())
    setInterval(() => this.#poll(), POLL)
  }

  /** On the first key stroke, so that the message itself finds the socket open. */
  connect() {
    this.#socket.open()
  }

  get phase(): Phase {
    const isAway = this.status.state === "offline" && !this.outbox.drafts.length
    const isLate = this.outbox.isCrowded || this.hasLeft
    return phaseOf(this.transcript.status, this.isWritingAgain, isAway || isLate)
  }

  get unread(): Row[] {
    return this.reading.unreadOf(this.transcript)
  }

  /** The agency wants to hear no more of this visitor. */
  get isBlocked(): boolean {
    return this.#session.isBlocked
  }

  /** Whether the chat is on the screen, and whether the visitor is at it. */
  attend(isVisible: boolean, isFocused: boolean) {
    const isOpened = isVisible && !this.reading.isVisible
    if (isOpened && !this.transcript.status) this.#refreshStatus()
    Object.assign(this.reading, { isVisible, isFocused })
    this.reading.look(this.transcript)
    this.#options.onChange()
  }

  send(text: string, attached: FileCard[] = []) {
    const body = text.trim()
    if (!body && !attached.length) return
    const { transcript, visitor } = this
    this.#session.keep()
    this.connect()
    this.typing.stop()
    this.outbox.add({
      conv: transcript.status === "closed" ? null : transcript.conv,
      client_id: crypto.randomUUID(),
      body,
      page: this.page,
      name: visitor.name || undefined,
      email: visitor.email || undefined,
      ...(attached.length && { files: attached.map(({ id }) => id), attached }),
    })
    this.#options.notify("message", "visitor")
  }

  retry(clientId: string) {
    if (this.transcript.status === "closed") this.outbox.detach()
    this.outbox.retry(clientId)
  }

  /** Something is done that the client's page may want to know. */
  announce(name: Notice, detail: string | number) {
    this.#options.notify(name, detail)
    this.#options.onChange()
  }

  writeAgain() {
    this.isWritingAgain = true
    this.#options.onChange()
  }

  /** The visitor has signed out of the client's site: nothing of him stays in this browser. */
  reset() {
    this.#session.forget()
    this.outbox.dropAll()
    this.reading.clear()
    Object.assign(this.visitor, { name: "", email: "" })
    this.#socket.close()
    this.#clear()
  }

  #createSocket(): Socket {
    return new Socket({
      url: new URL(this.#options.boot.ws, location.href.replace(/^http/, "ws")).href,
      credentials: (refused) => this.#session.credentials(refused),
      resume: () => ({ after: this.#streams.after }),
      onFrame: (frame) => this.#receive(frame),
      onState: (state) => {
        if (state !== "connecting") this.isConnected = state === "open" || state === "closed"
        this.#options.onChange()
      },
    })
  }

  #createOutbox(): Outgoing {
    return new Outgoing({
      storage: this.#options.storage,
      prefix: `${this.#prefix}outbox:`,
      send: (message) => this.#socket.send({ t: "send", ...message }),
      post: (message) => this.rest.send(message),
      onChange: (draft) => {
        this.transcript.draft(draft)
        this.#options.onChange()
      },
      onSent: (_draft, receipt) => this.#settle(receipt),
    })
  }

  #enter({ conversation, limits, status }: SessionAnswer, isOther: boolean) {
    if (isOther) {
      this.outbox.detach()
      this.#clear()
    }
    this.status = status
    this.limits = limits
    this.#meet(conversation)
  }

  #meet(conversation: Conversation | null | undefined) {
    if (conversation) {
      this.transcript.meet(conversation)
      const stream = this.#streams.track(conversation.id)
      this.#loadedAt = conversation.head
      this.isLoading = stream.last < conversation.head
      stream.expect(conversation.head)
    } else if (!this.transcript.conv) this.isLoading = false
    this.#options.onChange()
  }

  #receive(frame: ServerFrame) {
    if (frame.t === "event") this.#streams.track(frame.conv)
    this.#streams.receive(frame)
    if (frame.t === "welcome") {
      this.#meet(frame.conversation)
      this.outbox.resume()
      this.reading.resume()
    } else if (frame.t === "ack") this.outbox.confirm(frame)
    else if (frame.t === "nack") this.outbox.refuse(frame)
    else if (frame.t === "typing") this.typing.hear(frame.by.name)
    else if (frame.t === "read") this.reading.hear(frame.conv, { [frame.by]: frame.seq })
    else if (frame.t === "hb") this.isDegraded = !!frame.degraded
    else if (frame.t === "queue") this.transcript.position = frame.position
    else if (frame.t === "error") this.#options.notify("error", frame.code)
    this.#options.onChange()
  }

  #settle(receipt: Receipt) {
    this.isWritingAgain = this.hasLeft = false
    if (receipt.conv !== this.transcript.conv) this.transcript.begin(receipt.conv)
    this.transcript.sent(receipt)
    this.#streams.track(receipt.conv).expect(receipt.seq)
    this.#options.onChange()
  }

  #apply(events: ConversationEvent[]) {
    const before = this.transcript.status
    for (const event of events) {
      if (event.conv !== this.transcript.conv) this.transcript.begin(event.conv)
      this.outbox.confirmByEvent(event)
      this.transcript.apply(event)
    }
    const wasLoading = this.isLoading
    this.isLoading = events[events.length - 1].seq < this.#loadedAt
    this.reading.look(this.transcript)
    if (!wasLoading) this.#announce(events, before)
    this.#options.onChange()
  }

  /** What happens now, as opposed to what is loaded from before. */
  #announce(events: ConversationEvent[], before: string | null) {
    const { status } = this.transcript
    if (status && status !== before) this.#options.notify("status", status)
    if (events.some(({ by }) => by.kind !== "visitor")) this.typing.quiet()
    if (!events.some(({ kind, by }) => kind === "message" && by.kind !== "visitor")) return
    this.#options.notify("message", "agent")
    if (!this.reading.isVisible) this.#options.onAgentMessage()
  }

  #sayTyping(text: string) {
    const { conv, status } = this.transcript
    if (conv && status !== "closed") this.#socket.send({ t: "typing", conv, text })
  }

  #poll() {
    const { state } = this.#socket
    if (state === "waiting" || state === "connecting") this.#streams.catchUp()
  }

  /** Between two visits to the chat somebody may have come or gone. */
  async #refreshStatus() {
    this.status = await this.rest.status().catch(() => this.status)
    this.#options.onChange()
  }

  #meetOtherTab() {
    if (!this.#session.hasMoved()) return
    this.#session.follow()
    if (!this.#session.isKept) this.outbox.dropAll()
    this.#socket.close()
    this.#clear()
    if (this.#session.isKept) this.connect()
  }

  #clear() {
    this.#streams.stop()
    this.transcript.clear()
    this.isWritingAgain = this.isLoading = this.hasLeft = false
    this.outbox.showIn(this.transcript)
    this.#options.onChange()
  }
}

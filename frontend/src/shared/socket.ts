import { delayAfter } from "./backoff"
import type { ClientFrame, Credentials, Resume, ServerFrame, Welcome } from "./protocol"

const SILENCE = 40_000

export type SocketState = "connecting" | "open" | "waiting" | "refused" | "closed"

export interface SocketOptions {
  url: string
  /** Asked before every connection. `refused` is the close code when the server turned the last ones away; null gives up. */
  credentials: (refused?: number) => Promise<Credentials | null>
  resume: () => Resume
  onFrame: (frame: ServerFrame) => void
  onState?: (state: SocketState) => void
  WebSocket?: new (url: string) => WebSocket
  random?: () => number
  /** Milliseconds between two tries, at most. */
  longestDelay?: number
}

/** A WebSocket that comes back. What is sent while it is away is the caller's to send again. */
export class Socket {
  state: SocketState = "closed"
  #socket?: WebSocket
  #attempt = 0
  #failures = 0
  #refused?: number
  #heard = 0
  #beats = 0
  #retry?: ReturnType<typeof setTimeout>
  #silence?: ReturnType<typeof setTimeout>
  #heartbeat?: ReturnType<typeof setInterval>
  readonly #options: SocketOptions

  constructor(options: SocketOptions) {
    this.#options = options
  }

  /** Connects, and stays connected until `close()`. Also the way back after "refused". */
  open() {
    if (this.state === "closed" || this.state === "refused") {
      this.#failures = 0
      this.#refused = undefined
      this.#connect()
    }
  }

  close() {
    this.#drop()
    this.#enter("closed")
  }

  /** False when the socket is away and nothing was sent. */
  send(frame: ClientFrame): boolean {
    if (this.state !== "open" || this.#socket?.readyState !== 1) return false
    this.#socket.send(JSON.stringify(frame))
    return true
  }

  /** The network or the page is back: do not sit out the rest of a delay, nor trust a socket that slept. */
  wake() {
    if (this.state === "waiting") this.#connect()
    else if (this.state === "open" && Date.now() - this.#heard > SILENCE) this.#connect()
  }

  async #connect() {
    this.#drop()
    this.#enter("connecting")
    const attempt = this.#attempt
    const credentials = await this.#askCredentials()
    if (attempt !== this.#attempt) return
    if (credentials === "unreachable") this.#connectLater()
    else if (credentials === null) this.#enter("refused")
    else this.#dial(credentials)
  }

  async #askCredentials(): Promise<Credentials | null | "unreachable"> {
    try {
      return await this.#options.credentials(this.#refused)
    } catch {
      return "unreachable"
    }
  }

  #dial(credentials: Credentials) {
    const { url, resume, WebSocket: Implementation = WebSocket } = this.#options
    const socket = new Implementation(url)
    this.#socket = socket
    this.#hear()
    socket.onopen = () => socket.send(JSON.stringify({ v: 1, t: "hello", ...credentials, ...resume() }))
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data))
    socket.onclose = ({ code }) => this.#lose(code)
  }

  /** A frame, or several in one. */
  #receive(received: ServerFrame | ServerFrame[]) {
    this.#hear()
    for (const frame of [received].flat()) {
      if (frame.t === "welcome") this.#settle(frame)
      else if (frame.t === "drain") this.#moveAway(frame.reconnect_in)
      this.#options.onFrame(frame)
    }
  }

  #settle(welcome: Welcome) {
    this.#failures = 0
    this.#refused = undefined
    this.#heartbeat = setInterval(() => this.send({ t: "hb", n: ++this.#beats }), welcome.hb * 1000)
    this.#enter("open")
  }

  /** Every frame counts as a sign of life. */
  #hear() {
    this.#heard = Date.now()
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.#connectLater(), SILENCE)
  }

  /** The server is about to stop: it asks its clients to spread over these seconds. */
  #moveAway([least, most]: [number, number]) {
    const { random = Math.random } = this.#options
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => this.#connect(), (least + random() * (most - least)) * 1000)
  }

  #lose(code: number) {
    const isRefusal = code >= 4001 && code <= 4004
    const isSecondRefusal = isRefusal && this.#refused !== undefined
    this.#refused = isRefusal ? code : undefined
    if (!isSecondRefusal) return this.#connectLater()
    this.#drop()
    this.#enter("refused")
  }

  #connectLater() {
    this.#drop()
    this.#enter("waiting")
    this.#retry = setTimeout(() => this.#connect(), delayAfter(this.#failures++, this.#options.random, this.#options.longestDelay))
  }

  #drop() {
    this.#attempt++
    clearTimeout(this.#retry)
    clearTimeout(this.#silence)
    clearInterval(this.#heartbeat)
    if (!this.#socket) return
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null
    this.#socket.close(1000)
    this.#socket = undefined
  }

  #enter(state: SocketState) {
    if (state === this.state) return
    this.state = state
    this.#options.onState?.(state)
  }
}

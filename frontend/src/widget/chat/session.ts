import { request } from "../../shared/http"
import type { Credentials, SessionAnswer } from "../../shared/protocol"
import { Refusal } from "../../shared/refusal"
import type { Store } from "../../shared/storage"

/** Renew a little early, so that a token does not expire on its way. */
const MARGIN = 30_000

interface Kept {
  visitor: string
  refresh: string
}

export interface SessionOptions {
  api: string
  storage: Store
  /** Where the refresh token is kept. */
  key: string
  language: string
  onAnswer: (answer: SessionAnswer, isOtherVisitor: boolean) => void
}

/** Who the visitor is to the server. Nothing is kept beyond the tab before `keep()`, at the first message. */
export class Session {
  readonly #options: SessionOptions
  #kept: Kept | null
  #isKept: boolean
  /** The agency wants to hear no more of this visitor. */
  isBlocked = false
  #access = ""
  #expires = 0
  #renewal?: Promise<string>

  constructor(options: SessionOptions) {
    this.#options = options
    this.#kept = this.#read()
    this.#isKept = this.#kept !== null
  }

  get isKnown(): boolean {
    return this.#kept !== null
  }

  get isKept(): boolean {
    return this.#isKept
  }

  async token(): Promise<string> {
    return Date.now() < this.#expires ? this.#access : this.renew()
  }

  /** For the socket, which is told to give up when the visitor is blocked. */
  async credentials(refused?: number): Promise<Credentials | null> {
    try {
      return { token: await (refused ? this.renew() : this.token()) }
    } catch (error) {
      if (this.isBlocked) return null
      throw error
    }
  }

  /** One renewal at a time: in this tab by the promise, among tabs by the lock. */
  renew(): Promise<string> {
    this.#renewal ??= this.#locked(() => this.#ask()).finally(() => (this.#renewal = undefined))
    return this.#renewal
  }

  keep() {
    this.#isKept = true
    this.#write()
  }

  forget() {
    this.#kept = null
    this.#isKept = false
    this.#expires = 0
    this.#options.storage.removeItem(this.#options.key)
  }

  /** Another tab has written: true when it now speaks for another visitor than this one. */
  hasMoved(): boolean {
    const kept = this.#read()
    return kept?.visitor !== this.#kept?.visitor && (kept !== null || this.#isKept)
  }

  /** Goes over to what the other tab has written. */
  follow() {
    this.#kept = this.#read()
    this.#isKept = this.#kept !== null
    this.#expires = 0
  }

  async #ask(): Promise<string> {
    const previous = this.#kept?.visitor
    // Another tab may have rotated the token meanwhile: the stored one is the valid one.
    if (this.#isKept) this.#kept = this.#read() ?? this.#kept
    const answer = await this.#post(this.#kept?.refresh)
    this.#kept = { visitor: answer.visitor, refresh: answer.refresh }
    this.#access = answer.access
    this.#expires = Date.now() + answer.expires_in * 1000 - MARGIN
    if (this.#isKept) this.#write()
    this.#options.onAnswer(answer, previous !== undefined && previous !== answer.visitor)
    return answer.access
  }

  async #post(refresh?: string): Promise<SessionAnswer> {
    const { api, language } = this.#options
    try {
      const answer = await request<SessionAnswer>(`${api}session`, { body: { refresh, language } })
      this.isBlocked = false
      return answer
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.isBlocked = error.code === "forbidden"
      if (!refresh || error.code !== "bad_token") throw error
      this.forget()
      return this.#post()
    }
  }

  #locked<Result>(act: () => Promise<Result>): Promise<Result> {
    return navigator.locks ? navigator.locks.request(this.#options.key, act) : act()
  }

  #read(): Kept | null {
    return JSON.parse(this.#options.storage.getItem(this.#options.key) ?? "null")
  }

  #write() {
    if (this.#kept) this.#options.storage.setItem(this.#options.key, JSON.stringify(this.#kept))
  }
}

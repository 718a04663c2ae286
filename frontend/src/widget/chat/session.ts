import { request } from "../../shared/http"
import type { Credentials, SessionAnswer } from "../../shared/protocol"
import { Refusal } from "../../shared/refusal"
import { readJson, type Store } from "../../shared/storage"

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
  #kept: Kept | null = null
  /** Beyond this tab. */
  isKept = false
  /** The agency wants to hear no more of this visitor. */
  isBlocked = false
  #access = ""
  #expires = 0
  #renewal?: Promise<string>
  /** Counts who this browser has spoken for: what was asked for one is not for the next one. */
  #era = 0

  constructor(options: SessionOptions) {
    this.#options = options
    this.follow()
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
    const era = this.#era
    this.#renewal ??= this.#locked(() => this.#ask(era)).finally(() => era === this.#era && (this.#renewal = undefined))
    return this.#renewal
  }

  keep() {
    this.isKept = true
    this.#write()
  }

  forget() {
    this.#turn(null)
    this.#options.storage.removeItem(this.#options.key)
  }

  /** Another tab has written: true when it now speaks for another visitor than this one. */
  hasMoved(): boolean {
    const kept = this.#read()
    return kept?.visitor !== this.#kept?.visitor && (kept !== null || this.isKept)
  }

  /** Goes over to what is stored, as another tab has written it. */
  follow() {
    this.#turn(this.#read())
  }

  #turn(kept: Kept | null) {
    this.#era++
    this.#renewal = undefined
    this.#kept = kept
    this.isKept = kept !== null
    this.#expires = 0
    this.isBlocked = false
  }

  async #ask(era: number): Promise<string> {
    this.#check(era)
    const previous = this.#kept?.visitor
    // Another tab may have rotated the token meanwhile: the stored one is the valid one.
    if (this.isKept) this.#kept = this.#read() ?? this.#kept
    const answer = await this.#post(era, this.#kept?.refresh)
    this.#kept = { visitor: answer.visitor, refresh: answer.refresh }
    this.#access = answer.access
    this.#expires = Date.now() + answer.expires_in * 1000 - MARGIN
    if (this.isKept) this.#write()
    this.#options.onAnswer(answer, previous !== undefined && previous !== answer.visitor)
    return answer.access
  }

  async #post(era: number, refresh?: string): Promise<SessionAnswer> {
    const { api, language } = this.#options
    const asked = request<SessionAnswer>(`${api}session`, { body: { refresh, language } })
    try {
      const answer = await asked.finally(() => this.#check(era))
      this.isBlocked = false
      return answer
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.isBlocked = error.code === "forbidden"
      if (!refresh || error.code !== "bad_token") throw error
      this.isKept = false
      this.#options.storage.removeItem(this.#options.key)
      return this.#post(era)
    }
  }

  #check(era: number) {
    if (era !== this.#era) throw new Error("era")
  }

  #locked<Result>(act: () => Promise<Result>): Promise<Result> {
    return navigator.locks ? navigator.locks.request(this.#options.key, act) : act()
  }

  #read(): Kept | null {
    return readJson(this.#options.storage, this.#options.key)
  }

  #write() {
    if (this.#kept) this.#options.storage.setItem(this.#options.key, JSON.stringify(this.#kept))
  }
}

import { request } from "../../shared/http"
import type { EventPage, MessageRequest, OfflineRequest, RatingRequest, Receipt, Status } from "../../shared/protocol"
import { Refusal } from "../../shared/refusal"
import type { Session } from "./session"

/** The visitor's REST, under his token. */
export class Rest {
  readonly #api: string
  readonly #session: Session

  constructor(api: string, session: Session) {
    this.#api = api
    this.#session = session
  }

  status(): Promise<Status> {
    return request(`${this.#api}status`, { credentials: "omit" })
  }

  offline(body: OfflineRequest): Promise<{ ok: true }> {
    return this.#call("offline", body)
  }

  events(conv: string, after: number): Promise<EventPage> {
    return this.#call(`events?${new URLSearchParams({ conv, after: String(after), limit: "200" })}`)
  }

  send(message: MessageRequest): Promise<Receipt> {
    return this.#call("messages", message)
  }

  rate(rating: RatingRequest): Promise<Receipt> {
    return this.#call("rating", rating)
  }

  end(conv: string): Promise<Receipt> {
    return this.#call("end", { conv, client_id: crypto.randomUUID() })
  }

  async #call<Answer>(path: string, body?: object): Promise<Answer> {
    try {
      return await this.#callWith(await this.#session.token(), path, body)
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "bad_token") throw error
      return this.#callWith(await this.#session.renew(), path, body)
    }
  }

  #callWith<Answer>(token: string, path: string, body?: object): Promise<Answer> {
    return request(this.#api + path, { body, headers: { Authorization: `Bearer ${token}` } })
  }
}

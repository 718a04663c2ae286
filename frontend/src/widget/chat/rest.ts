import { request } from "../../shared/http"
import type { EventPage, MessageRequest, Receipt, Status } from "../../shared/protocol"
import type { Refusal } from "../../shared/refusal"
import type { Session } from "./session"

/** The visitor's REST, under his token. */
export class Rest {
  readonly api: string
  readonly #session: Session

  constructor(api: string, session: Session) {
    this.api = api
    this.#session = session
  }

  status(): Promise<Status> {
    return request(`${this.api}status`, { credentials: "omit" })
  }

  events(conv: string, after: number): Promise<EventPage> {
    return this.call(`events?${new URLSearchParams({ conv, after: String(after), limit: "200" })}`)
  }

  send(message: MessageRequest): Promise<Receipt> {
    return this.call("messages", message)
  }

  end(conv: string): Promise<Receipt> {
    return this.call("end", { conv, client_id: crypto.randomUUID() })
  }

  call<Answer>(path: string, body?: object): Promise<Answer> {
    return this.authorised((token) => request(this.api + path, { body, headers: { Authorization: `Bearer ${token}` } }))
  }

  /** Once more with a new token, when the old one is over. */
  async authorised<Answer>(act: (token: string) => Promise<Answer>): Promise<Answer> {
    try {
      return await act(await this.#session.token())
    } catch (error) {
      if ((error as Refusal).code !== "bad_token") throw error
      return act(await this.#session.renew())
    }
  }
}

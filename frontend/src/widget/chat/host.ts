import { toChat, unwrap, wrap, type ToChat, type ToHost } from "../bridge"

/** The client's page around the iframe. It speaks first; only then do we know which of the parents it is. */
export class Host {
  readonly isThere = window.parent !== window
  readonly #parents: string[]
  readonly #receive: (message: ToChat) => void
  #origin?: string
  #queue: ToHost[] = []

  constructor(parents: string[], receive: (message: ToChat) => void) {
    this.#parents = parents
    this.#receive = receive
    addEventListener("message", (event) => this.#hear(event))
  }

  post(message: ToHost) {
    if (this.#origin) window.parent.postMessage(wrap(message), this.#origin)
    else if (this.isThere) this.#queue.push(message)
  }

  #hear({ source, origin, data }: MessageEvent) {
    if (source !== window.parent || !this.#parents.includes(origin)) return
    const message = unwrap(data, toChat)
    if (!message) return
    this.#origin = origin
    for (const waiting of this.#queue.splice(0)) this.post(waiting)
    this.#receive(message)
  }
}

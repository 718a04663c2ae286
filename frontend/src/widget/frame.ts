import { toHost, unwrap, wrap, type ToChat, type ToHost } from "./bridge"

const SANDBOX = "allow-scripts allow-forms allow-same-origin allow-popups allow-downloads"

/** The chat's iframe, and the page's end of the line to it. */
export class Frame {
  readonly #element = document.createElement("iframe")
  readonly #origin: string
  readonly #receive: (message: ToHost) => void
  #queue: ToChat[] | null = []

  /** Until the signal. Who takes the root away takes the iframe with it. */
  constructor(root: ShadowRoot, title: string, url: URL, signal: AbortSignal, receive: (message: ToHost) => void) {
    this.#origin = url.origin
    this.#receive = receive
    const onload = () => this.#greet()
    Object.assign(this.#element, { title, src: url.href, sandbox: SANDBOX, hidden: true, onload })
    addEventListener("message", (event) => this.#hear(event), { signal })
    root.append(this.#element)
    this.#follow(signal)
  }

  show(isOpen: boolean) {
    this.#element.hidden = !isOpen
    if (isOpen) this.#element.focus()
    this.#reportPage()
    this.post({ type: "shown", isOpen })
  }

  /** Waits until the chat has loaded. */
  post(message: ToChat) {
    if (this.#queue) this.#queue.push(message)
    else this.#element.contentWindow?.postMessage(wrap(message), this.#origin)
  }

  #hear({ origin, source, data }: MessageEvent) {
    const isOurs = origin === this.#origin && source === this.#element.contentWindow
    const message = isOurs && unwrap(data, toHost)
    if (message) this.#receive(message)
  }

  /** Also when the chat has loaded itself afresh. */
  #greet() {
    const waiting = this.#queue ?? []
    this.#queue = null
    for (const message of waiting) this.post(message)
    this.show(!this.#element.hidden)
  }

  #reportPage() {
    const page = { url: location.href, title: document.title, referrer: document.referrer }
    this.post({ type: "page", page })
  }

  /**
   * A single-page shop changes its address without a load, and its title a moment later. Older browsers do not tell,
   * and we report at the next opening; nothing of the host page is patched.
   */
  #follow(signal: AbortSignal) {
    const { navigation } = window as { navigation?: EventTarget }
    navigation?.addEventListener("currententrychange", () => setTimeout(() => this.#reportPage(), 100), { signal })
  }
}

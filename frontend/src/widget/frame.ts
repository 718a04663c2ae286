import { toHost, unwrap, wrap, type ToChat, type ToHost } from "./bridge"

const SANDBOX = "allow-scripts allow-forms allow-same-origin allow-popups allow-downloads"

/** The chat's iframe, and the page's end of the line to it. */
export class Frame {
  readonly #element = document.createElement("iframe")
  readonly #origin: string
  readonly #receive: (message: ToHost) => void
  readonly #end = new AbortController()
  #queue: ToChat[] | null = []

  constructor(root: ShadowRoot, title: string, url: URL, receive: (message: ToHost) => void) {
    this.#origin = url.origin
    this.#receive = receive
    const onload = () => this.#greet()
    Object.assign(this.#element, { title, src: url.href, sandbox: SANDBOX, hidden: true, onload })
    this.#listen()
    root.append(this.#element)
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

  remove() {
    this.#end.abort()
    this.#element.remove()
  }

  #listen() {
    const { signal } = this.#end
    addEventListener("message", (event) => this.#hear(event), { signal })
    navigation()?.addEventListener("currententrychange", this.#reportLater, { signal })
  }

  #hear({ origin, source, data }: MessageEvent) {
    if (origin !== this.#origin || source !== this.#element.contentWindow) return
    const message = unwrap(data, toHost)
    if (message) this.#receive(message)
  }

  /** Also when the chat has loaded itself afresh. */
  #greet() {
    const queue = this.#queue
    this.#queue = null
    queue?.forEach((message) => this.post(message))
    this.show(!this.#element.hidden)
  }

  #reportPage() {
    const page = { url: location.href, title: document.title, referrer: document.referrer }
    this.post({ type: "page", page })
  }

  /** A single-page shop changes its address without a load, and its title a moment later. */
  readonly #reportLater = () => {
    setTimeout(() => this.#reportPage(), 100)
  }
}

/** Older browsers lack it, and report at the next opening; nothing of the host page is patched. */
function navigation(): EventTarget | undefined {
  return (window as { navigation?: EventTarget }).navigation
}

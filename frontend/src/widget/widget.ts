import type { LoaderStatus } from "../shared/protocol"
import type { ToChat, ToHost } from "./bridge"
import { Frame } from "./frame"
import { Launcher } from "./launcher"

export interface WidgetOptions {
  /** Any address of our server. */
  base: string
  key: string
  language: string
  position: "left" | "right"
  /** As in CSS: color-scheme. */
  theme: "light" | "dark" | "light dark"
}

/** What the page knows of its visitor. The chat takes the name and the e-mail from it. */
export type Visitor = Record<string, unknown>

type Callback = (detail?: unknown) => void

const RETRY = 30_000

/** The widget on the client's page: launcher, bubble and, from the visitor's first click on, the chat's iframe. */
export class Widget {
  readonly #options: WidgetOptions
  #launcher?: Launcher
  #frame?: Frame
  #status?: LoaderStatus
  #visitor: Visitor = {}
  /** From boot to shutdown. */
  #life?: AbortController
  #isOpen = false
  #isHidden = false
  #unread = 0
  #text = ""
  #callbacks: [name: string, callback: Callback][] = []

  constructor(options: WidgetOptions) {
    this.#options = options
  }

  boot() {
    if (this.#life) return
    const { signal } = (this.#life = new AbortController())
    document.addEventListener("click", (event) => this.#followLink(event), { signal })
    this.#load(signal)
  }

  shutdown() {
    this.#life?.abort()
    this.#isOpen = false
    this.#unread = 0
    this.#storage?.removeItem(this.#storageKey)
    this.#launcher?.host.remove()
    this.#life = this.#frame = this.#launcher = this.#status = undefined
  }

  open() {
    if (!this.#isOpen) this.#setOpen(true)
  }

  close() {
    if (this.#isOpen) this.#setOpen(false)
  }

  toggle() {
    this.#setOpen(!this.#isOpen)
  }

  show() {
    this.#isHidden = false
    this.#draw()
  }

  hide() {
    this.#isHidden = true
    this.close()
    this.#draw()
  }

  identify(visitor: Visitor) {
    Object.assign(this.#visitor, visitor)
    this.#introduce()
  }

  send(body: string) {
    this.open()
    this.#post({ type: "send", body })
  }

  /** The visitor has signed out: the chat forgets who he was. */
  reset() {
    this.#visitor = {}
    this.#post({ type: "reset" })
    this.close()
  }

  get(name: string): unknown {
    const state = this.#isOpen ? "open" : "closed"
    const known: Record<string, unknown> = { state, status: this.#status?.state, unread: this.#unread }
    return known[name]
  }

  on(name: string, callback: Callback) {
    this.#callbacks.push([name, callback])
  }

  off(name: string, callback?: Callback) {
    this.#callbacks = this.#callbacks.filter(([of, called]) => of !== name || (callback && called !== callback))
  }

  /** To the page's callbacks, and to its tag manager as a DOM event. */
  #emit(name: string, detail?: unknown) {
    for (const [of, callback] of this.#callbacks) if (of === name) callback(detail)
    dispatchEvent(new CustomEvent(`switchboard:${name}`, { detail }))
  }

  /** What comes after the shutdown, or after one and another boot, is for nobody. */
  async #load(signal: AbortSignal) {
    const { key, language } = this.#options
    const url = this.#urlOf(`/api/widget/v1/${key}/status`, { lang: language })
    const request = fetch(url, { credentials: "omit", signal })
    const status = await request.then((answer) => answer.ok && answer.json()).catch(() => null)
    if (signal.aborted) return
    if (status) return this.#meet(status)
    this.#emit("error", "status")
    setTimeout(() => this.#load(signal), RETRY * (1 + Math.random()))
  }

  #meet(status: LoaderStatus) {
    this.#status = status
    this.#launcher = new Launcher(status, this.#options, () => this.open())
    this.#draw()
    this.#emit("ready")
    this.#emit("status", status.state)
    // On the next page of the shop the chat is where it was: open, or listening in the background.
    const remembered = this.#storage?.getItem(this.#storageKey)
    if (remembered) this.#ensureFrame()
    if (this.#isOpen || remembered === "open") this.#setOpen(true)
  }

  /** Before the launcher is there it is only remembered. */
  #setOpen(isOpen: boolean) {
    this.#isOpen = isOpen
    if (!this.#launcher) return
    this.#draw()
    this.#ensureFrame().show(isOpen)
    if (!isOpen && !this.#isHidden) this.#launcher.button.focus()
    this.#emit(isOpen ? "open" : "close")
    this.#storage?.setItem(this.#storageKey, isOpen ? "open" : "active")
  }

  #ensureFrame(): Frame {
    if (this.#frame) return this.#frame
    const { key, language, theme } = this.#options
    const url = this.#urlOf(`/w/${key}/`, { lang: language, theme })
    const { root } = this.#launcher!
    this.#frame = new Frame(root, this.#status!.brand.name, url, this.#life!.signal, (message) => this.#receive(message))
    this.#introduce()
    return this.#frame
  }

  #post(message: ToChat) {
    if (this.#launcher) this.#ensureFrame().post(message)
    else addEventListener("switchboard:ready", () => this.#post(message), { once: true })
  }

  #urlOf(path: string, query: Record<string, string>): URL {
    return new URL(`${path}?${new URLSearchParams(query)}`, this.#options.base)
  }

  #introduce() {
    const { name = "", email = "" } = this.#visitor
    this.#frame?.post({ type: "identify", name: `${name}`, email: `${email}` })
  }

  #receive(message: ToHost) {
    if (message.type === "close") this.close()
    else if (message.type === "unread") this.#count(message.count, message.text)
    else if (message.type === "notify") this.#emit(message.name, message.detail)
  }

  /** The text may change alone, when the agent corrects or removes what he wrote. */
  #count(unread: number, text: string) {
    const isOther = unread !== this.#unread
    if (!isOther && text === this.#text) return
    this.#unread = unread
    this.#draw((this.#text = text))
    if (isOther) this.#emit("unread", unread)
  }

  #draw(text = "") {
    this.#launcher?.draw({ unread: this.#unread, isShown: !this.#isOpen && !this.#isHidden, text })
  }

  #followLink(event: MouseEvent) {
    const link = event.target instanceof Element && event.target.closest('a[href$="#chat"]')
    if (!link) return
    event.preventDefault()
    this.open()
  }

  /** Written only after the click. Where the browser refuses it, the chat does not follow to the next page. */
  get #storage(): Storage | undefined {
    try {
      return sessionStorage
    } catch {}
  }

  get #storageKey() {
    return `switchboard:${this.#options.key}`
  }
}

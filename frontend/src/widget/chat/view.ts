import type { Letter } from "../extras/letter"
import type { Menu } from "../extras/menu"
import type { Boot } from "./boot"
import type { Client } from "./client"
import { Composer } from "./composer"
import { h } from "./dom"
import { Extra, type Part } from "./extra"
import { Lazy } from "./lazy"
import { Log } from "./log"
import type { Phase } from "./phase"
import type { TextKey, Translate } from "./texts"
import type { Tools } from "./tools"

const AVAILABILITY: Record<string, TextKey> = { open: "online", busy: "busy", offline: "away" }

/** The dialog: header, notice, and what the phase asks for. */
export class View {
  readonly #client: Client
  readonly #t: Translate
  readonly #tools: Tools
  readonly #log: Log
  readonly #composer: Composer
  readonly #rating: Extra<Part>
  readonly #offline: Extra<Part>
  readonly #letter: Extra<Letter>
  readonly #menu: Extra<Menu>
  readonly #lazy: Lazy
  readonly #title: HTMLElement
  readonly #subtitle = h("p")
  readonly #names: HTMLElement
  readonly #avatar = h("span", { class: "avatar", "aria-hidden": "true" })
  readonly #notice = h("div", { class: "notice", role: "status" })
  readonly #end: HTMLElement
  readonly #footer: HTMLElement
  readonly #panel: HTMLElement
  #phase?: Phase
  #isLetterOpen = false

  constructor(
    private readonly boot: Boot,
    client: Client,
    t: Translate,
    private readonly minimise: (() => void) | null,
  ) {
    const lazy = new Lazy(boot.extras)
    this.#lazy = lazy
    const askLetter = () => this.#openLetter(true)
    this.#client = client
    this.#t = t
    this.#tools = { boot, client, t, lazy, language: document.documentElement.lang }
    this.#log = new Log(this.#tools)
    this.#composer = new Composer(this.#tools, () => this.#log.scrollToEnd())
    this.#rating = new Extra<Part>(lazy, t, ({ Rating }) => new Rating(this.#tools, askLetter))
    this.#offline = new Extra<Part>(lazy, t, ({ Offline }) => new Offline(this.#tools, this.#privacyLink()))
    this.#letter = new Extra(lazy, t, ({ Letter }) => new Letter(this.#tools, () => this.#openLetter(false)))
    this.#menu = new Extra(lazy, t, ({ Menu, sound }) => new Menu(this.#tools, sound, askLetter))
    this.#title = h("h1", { id: "title", tabindex: -1 }, boot.brand.name)
    this.#names = h("div", { class: "names" }, this.#title, this.#subtitle)
    this.#end = h("button", { type: "button", class: "link", onclick: () => this.#endChat() }, t("end"))
    this.#footer = h("div", { class: "footer" }, this.#privacyLink(), this.#end)
    this.#panel = this.#createPanel()
    document.body.append(this.#panel)
    paint(boot)
  }

  draw() {
    const { phase, isBlocked, isLoading, transcript } = this.#client
    const isAway = phase === "offline" && !isLoading && !isBlocked
    const isLetter = this.#isLetterOpen && !!transcript.conv
    const isClosed = isLetter || isBlocked
    this.#drawHeader()
    this.#drawNotice()
    this.#place(this.#log, !isAway)
    this.#place(this.#letter, isLetter)
    this.#place(this.#composer, !isAway && phase !== "ended" && !isClosed)
    this.#place(this.#rating, phase === "ended" && !isClosed)
    this.#place(this.#offline, isAway)
    this.#end.hidden = phase !== "waiting" && phase !== "chat"
    this.#menu.part?.draw()
    this.#followPhase(phase)
  }

  /** On touch screens not into a field: the keyboard would cover the chat at once. */
  focus() {
    const isTouch = matchMedia("(pointer: coarse)").matches
    const field = this.#panel.querySelector<HTMLElement>(".offline input, .write textarea")
    if (isTouch || !field) this.#title.focus()
    else field.focus()
    this.#log.scrollToEnd()
  }

  /** An agent has written, and the visitor looks elsewhere. */
  ring() {
    this.#lazy.load().then(({ sound }) => sound.play(), () => {})
  }

  /** The visitor has signed out: what he wrote, wherever he wrote it, goes too. */
  reset() {
    this.#isLetterOpen = false
    for (const part of [this.#composer, this.#rating, this.#offline, this.#letter]) part.clear()
    this.#client.reset()
  }

  #createPanel(): HTMLElement {
    const header = h("div", { class: "header" }, this.#avatar, this.#names, this.#menuButton(), this.#minimiseButton())
    const attributes = { class: "panel", role: "dialog", "aria-labelledby": "title" }
    const panel = h("main", {}, h("div", attributes, header, this.#menu.element, this.#notice, this.#footer))
    panel.addEventListener("keydown", ({ key }) => key === "Escape" && !document.querySelector(":popover-open") && this.minimise?.())
    // The browser would leave the chat to open what is dropped.
    for (const name of ["dragover", "drop"]) panel.addEventListener(name, (event) => event.preventDefault())
    return panel
  }

  #minimiseButton(): HTMLElement | null {
    const { minimise } = this
    const attributes = { type: "button", class: "minimise", "aria-label": this.#t("minimise"), onclick: minimise }
    return minimise && h("button", attributes)
  }

  #menuButton(): HTMLElement {
    const button = h("button", { type: "button", class: "more", "aria-label": this.#t("menu") })
    button.onclick = async () => (await this.#menu.get())?.open(button)
    return button
  }

  #privacyLink(): HTMLElement | false {
    const { privacy_url } = this.boot.brand
    return !!privacy_url && h("a", { href: privacy_url, target: "_blank", rel: "noopener" }, this.#t("privacy"))
  }

  #endChat() {
    const { rest, transcript } = this.#client
    if (transcript.conv) rest.end(transcript.conv).catch(() => {})
  }

  async #openLetter(isOpen: boolean) {
    this.#isLetterOpen = isOpen
    this.draw()
    if (isOpen) (await this.#letter.get())?.open()
    else this.focus()
  }

  #drawHeader() {
    const { transcript, status } = this.#client
    const { agent } = transcript
    this.#names.classList.toggle("has-agent", agent !== null)
    this.#subtitle.textContent = agent ? agent.name : this.#t(AVAILABILITY[status.state])
    this.#drawAvatar(agent?.photo ?? "")
  }

  #drawAvatar(photo: string) {
    if (this.#avatar.dataset.photo === photo) return
    this.#avatar.dataset.photo = photo
    this.#avatar.replaceChildren(photo ? h("img", { src: photo, alt: "" }) : this.boot.brand.monogram)
  }

  #place(part: Part, isShown: boolean) {
    if (!isShown) return part.element.remove()
    if (!part.element.isConnected) this.#footer.before(part.element)
    part.draw()
  }

  #drawNotice() {
    const text = this.#noticeText()
    if (this.#notice.textContent !== text) this.#notice.textContent = text
  }

  #noticeText(): string {
    const { isBlocked, isConnected, isDegraded, phase, transcript } = this.#client
    if (isBlocked) return this.#t("blocked")
    if (!isConnected) return this.#t("reconnecting")
    if (isDegraded) return this.#t("degraded")
    if (phase !== "waiting") return ""
    return transcript.position ? this.#t("position", { position: transcript.position }) : this.#t("waiting")
  }

  /** What disappears must not take the focus with it. */
  #followPhase(phase: Phase) {
    if (phase === this.#phase) return
    this.#phase = phase
    const isLost = document.activeElement === document.body || !document.activeElement?.checkVisibility()
    if (isLost && document.hasFocus()) this.focus()
    this.#log.scrollToEnd()
  }
}

/** The brand's colours, by CSSOM: the document's policy allows no inline style. */
function paint({ brand }: Boot) {
  for (const [name, colour] of Object.entries(brand.colours)) {
    document.documentElement.style.setProperty(`--${name.replace("_", "-")}`, colour)
  }
}

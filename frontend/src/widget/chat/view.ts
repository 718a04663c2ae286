import type { Boot } from "./boot"
import type { Client } from "./client"
import { Composer } from "./composer"
import { h } from "./dom"
import { createOfflineForm, Rating } from "./forms"
import { Log } from "./log"
import type { Phase } from "./phase"
import type { Sound } from "./sound"
import type { TextKey, Translate } from "./texts"

const AVAILABILITY: Record<string, TextKey> = { open: "online", busy: "busy", offline: "away" }

/** The dialog: header, notice, and what the phase asks for. */
export class View {
  readonly #client: Client
  readonly #t: Translate
  readonly #log: Log
  readonly #composer: Composer
  readonly #rating: Rating
  readonly #offline: HTMLElement
  readonly #title: HTMLElement
  readonly #subtitle = h("p")
  readonly #names: HTMLElement
  readonly #avatar = h("span", { class: "avatar", "aria-hidden": "true" })
  readonly #notice = h("div", { class: "notice", role: "status" })
  readonly #end: HTMLElement
  readonly #footer: HTMLElement
  readonly #panel: HTMLElement
  #phase?: Phase

  constructor(
    private readonly boot: Boot,
    client: Client,
    t: Translate,
    private readonly sound: Sound,
    private readonly minimise: (() => void) | null,
  ) {
    this.#client = client
    this.#t = t
    this.#log = new Log(client, t, document.documentElement.lang, boot.brand.greeting)
    this.#composer = new Composer(client, t, () => this.#log.scrollToEnd())
    this.#rating = new Rating(client, t)
    this.#offline = createOfflineForm(client, t, this.#privacyLink())
    this.#title = h("h1", { id: "title", tabindex: -1 }, boot.brand.name)
    this.#names = h("div", { class: "names" }, this.#title, this.#subtitle)
    this.#end = h("button", { type: "button", class: "link", onclick: () => client.end().catch(() => {}) }, t("end"))
    this.#footer = h("div", { class: "footer" }, this.#privacyLink(), this.#soundButton(), this.#end)
    this.#panel = this.#createPanel()
    document.body.append(this.#panel)
    paint(boot)
  }

  draw() {
    const { phase, isLoading } = this.#client
    this.#drawHeader()
    this.#drawNotice()
    const isAway = phase === "offline" && !isLoading
    this.#place(this.#log.element, !isAway)
    this.#place(this.#composer.element, !isAway && phase !== "ended")
    this.#place(this.#rating.element, phase === "ended")
    this.#place(this.#offline, isAway)
    this.#end.hidden = phase !== "waiting" && phase !== "chat"
    this.#log.draw()
    this.#composer.draw()
    this.#rating.draw()
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

  #createPanel(): HTMLElement {
    const header = h("div", { class: "header" }, this.#avatar, this.#names, this.#minimiseButton())
    const attributes = { class: "panel", role: "dialog", "aria-labelledby": "title" }
    const panel = h("main", {}, h("div", attributes, header, this.#notice, this.#footer))
    panel.addEventListener("keydown", ({ key }) => key === "Escape" && this.minimise?.())
    return panel
  }

  #minimiseButton(): HTMLElement | null {
    const { minimise } = this
    const attributes = { type: "button", class: "minimise", "aria-label": this.#t("minimise"), onclick: minimise }
    return minimise && h("button", attributes)
  }

  #privacyLink(): HTMLElement | false {
    const { privacy_url } = this.boot.brand
    return !!privacy_url && h("a", { href: privacy_url, target: "_blank", rel: "noopener" }, this.#t("privacy"))
  }

  #soundButton(): HTMLElement {
    const words = () => this.#t(this.sound.isOn ? "sound_off" : "sound_on")
    const button = h("button", { type: "button", class: "link" }, words())
    button.onclick = () => {
      this.sound.isOn = !this.sound.isOn
      button.textContent = words()
    }
    return button
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

  #place(element: HTMLElement, isShown: boolean) {
    if (!isShown) element.remove()
    else if (!element.isConnected) this.#footer.before(element)
  }

  #drawNotice() {
    const text = this.#noticeText()
    if (this.#notice.textContent !== text) this.#notice.textContent = text
  }

  #noticeText(): string {
    const { isConnected, phase, transcript } = this.#client
    if (!isConnected) return this.#t("reconnecting")
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

import type { Brand, LoaderStatus } from "../shared/protocol"
import css from "./launcher.css?inline"
import type { WidgetOptions } from "./widget"

interface Look {
  unread: number
  isShown: boolean
  text: string
}

/** The round button in the corner, and the bubble with what came while the chat was closed. */
export class Launcher {
  readonly host = create("switchboard-widget" as "div")
  readonly root = this.host.attachShadow({ mode: "open" })
  readonly #texts: LoaderStatus["texts"]
  readonly #badge = create("span", { className: "badge" })
  readonly button = create("button", { className: "launcher", ariaHasPopup: "dialog" }, this.#badge)
  readonly #message = create("button", { className: "message" })
  readonly #dismiss = create("button", { className: "dismiss", textContent: "×" })
  readonly #bubble = create("div", { className: "bubble", role: "status" }, this.#message, this.#dismiss)

  constructor({ brand, texts }: LoaderStatus, options: WidgetOptions, open: () => void) {
    this.#texts = texts
    this.button.onclick = this.#message.onclick = open
    this.#dismiss.onclick = () => (this.#bubble.hidden = true)
    this.#dismiss.ariaLabel = texts.close
    // Adopted, not inline: a strict content security policy of the client's site lets it pass.
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css + lookOf(brand, options))
    this.root.adoptedStyleSheets = [sheet]
    this.root.append(this.#bubble, this.button)
    document.body.append(this.host)
  }

  draw({ unread, isShown, text }: Look) {
    const { chat, open, unread: words } = this.#texts
    this.button.ariaLabel = unread ? `${chat} (${words.replace("{count}", `${unread}`)})` : chat
    this.button.hidden = !isShown
    this.#badge.hidden = !unread
    this.#badge.textContent = `${unread}`
    this.#bubble.hidden = !isShown || !text
    this.#message.textContent = text
    this.#message.ariaLabel = `${open}: ${text}`
  }
}

function lookOf({ colours }: Brand, { theme, position }: WidgetOptions) {
  return `:host{color-scheme:${theme};--fill:${colours.fill};--ink:${colours.ink}}.launcher,.bubble,iframe{${position}:20px}`
}

function create<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, properties: object = {}, ...children: Node[]) {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

import { safeStorage } from "../../shared/storage"
import type { Attach } from "../extras/attach"
import { field, h } from "./dom"
import { Extra } from "./extra"
import type { Tools } from "./tools"

/** Where the visitor writes, with the files he adds and the row in which he may say who he is. */
export class Composer {
  readonly element: HTMLElement
  readonly #box: HTMLTextAreaElement
  readonly #identity: HTMLElement
  readonly #attach: Extra<Attach>
  readonly #storage = safeStorage(() => sessionStorage)

  constructor(
    private readonly tools: Tools,
    private readonly onSent: () => void,
  ) {
    const { lazy, t } = tools
    this.#box = this.#createBox()
    this.#identity = this.#createIdentity()
    this.#attach = new Extra(lazy, t, ({ Attach }) => new Attach(tools, this.#box, () => this.#submit()))
    const send = h("button", { class: "button" }, t("send"))
    const onsubmit = (event: Event) => {
      event.preventDefault()
      this.#submit()
    }
    const form = h("form", { class: "write", onsubmit }, this.#attach.element, this.#box, send)
    this.element = h("div", { class: "composer" }, this.#identity, form)
    this.#keepText()
  }

  draw() {
    const { transcript, isLoading, visitor, limits } = this.tools.client
    this.#box.maxLength = limits.body
    this.#identity.hidden = transcript.rows.length > 0 || isLoading || visitor.email !== ""
    this.#attach.element.hidden = !this.#canAttach
    // Where the extras cannot be had the log says so; once is enough.
    if (this.#canAttach && this.tools.lazy.isThere) this.#attach.draw()
  }

  /** Nothing that was written or added stays. */
  clear() {
    const fields = this.element.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")
    for (const field of fields) field.value = ""
    this.#attach.clear()
    this.#storage.removeItem(this.#key)
  }

  /** Files go into a conversation that is there; the first message is always a text. */
  get #canAttach(): boolean {
    const { boot, client } = this.tools
    const { status } = client.transcript
    return !!boot.brand.files && !!status && status !== "closed"
  }

  #createBox(): HTMLTextAreaElement {
    const { t } = this.tools
    return h("textarea", {
      rows: 1,
      "aria-label": t("message"),
      placeholder: t("message_placeholder"),
      enterkeyhint: "send",
      onkeydown: (event: KeyboardEvent) => this.#sendOnEnter(event),
      oninput: () => this.#write(),
    })
  }

  #createIdentity(): HTMLElement {
    const { t, client } = this.tools
    const keep = ({ target }: Event) => {
      const { name, value } = target as HTMLInputElement
      client.visitor[name as "name" | "email"] = value.trim()
    }
    return h(
      "div",
      { class: "identity", onchange: keep },
      h(
        "details",
        {},
        h("summary", {}, t("identify")),
        field(t("name"), { name: "name", autocomplete: "name", maxlength: 120 }),
        field(t("email"), { name: "email", type: "email", autocomplete: "email", maxlength: 200 }),
      ),
      t("preview_note"),
    )
  }

  #write() {
    const { client } = this.tools
    client.connect()
    client.typing.write(this.#box.value)
  }

  #sendOnEnter(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return
    event.preventDefault()
    this.#submit()
  }

  /** Called again when the files that are on their way have arrived. */
  #submit() {
    const { part } = this.#attach
    if (part && !part.isReady()) return
    this.tools.client.send(this.#box.value, part?.take())
    this.#box.value = ""
    this.#box.focus()
    this.onSent()
  }

  /** A page change or a reload does not lose what is half written. */
  #keepText() {
    this.#box.value = this.#storage.getItem(this.#key) ?? ""
    addEventListener("pagehide", () => this.#storage.setItem(this.#key, this.#box.value))
  }

  get #key() {
    return `switchboard:${this.tools.boot.brand.key}:text`
  }
}

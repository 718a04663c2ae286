import type * as Extras from "../extras"
import type { Assets } from "./boot"
import { h } from "./dom"

/** The rarer half of the chat: fetched when it is first needed, once. */
export class Lazy {
  isThere = false
  readonly #assets: Assets
  #loading?: Promise<typeof Extras>
  #failures = 0

  constructor(assets: Assets) {
    this.#assets = assets
  }

  /** Rejects when it cannot be had now; the next call tries again. */
  load(): Promise<typeof Extras> {
    this.#loading ??= this.#fetch().catch((error) => {
      this.#loading = undefined
      this.#failures++
      return this.#renew(error)
    })
    return this.#loading
  }

  async #fetch(): Promise<typeof Extras> {
    const { script, style } = this.#assets
    // Browsers remember a failed import by its address.
    const address = this.#failures ? `${script}?${this.#failures}` : script
    const [extras] = await Promise.all([import(/* @vite-ignore */ address), addStyle(style)])
    this.isThere = true
    return extras
  }

  /** A newer version of the product has other addresses: then this document is to be loaded afresh. */
  async #renew(error: Error): Promise<never> {
    const answer = await fetch(location.href)
    if (answer.ok && !(await answer.text()).includes(this.#assets.script)) location.reload()
    throw error
  }
}

function addStyle(href: string): Promise<unknown> {
  return new Promise((onload, onerror) => {
    document.head.append(h("link", { rel: "stylesheet", href, onload, onerror }))
  })
}

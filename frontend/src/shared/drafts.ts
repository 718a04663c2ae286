import type { FileCard, MessageRequest } from "./protocol"
import { readJson, type Store } from "./storage"

/** `late`: still being tried, but the person should know. `failed`: the server refused it, with `code`. */
export interface Draft extends MessageRequest {
  at: number
  state: "sending" | "late" | "failed"
  /** Why the server did not take it, or not yet. */
  code?: string
  /** The cards of `files`, to be shown until the event brings them. */
  attached?: FileCard[]
}

/** Drafts in the order they were written, each under its own key, so that two tabs do not overwrite one another's. */
export class Drafts {
  readonly all: Draft[]
  readonly #storage: Store
  readonly #prefix: string

  constructor(storage: Store, prefix: string) {
    this.#storage = storage
    this.#prefix = prefix
    this.all = this.#load()
  }

  find(clientId: string): Draft | undefined {
    return this.all.find((draft) => draft.client_id === clientId)
  }

  add(message: MessageRequest & Pick<Draft, "attached">): Draft {
    const previous = this.all[this.all.length - 1]
    const at = Math.max(Date.now(), (previous?.at ?? 0) + 1)
    const draft: Draft = { ...message, at, state: "sending" }
    this.all.push(draft)
    this.#save(draft)
    return draft
  }

  update(draft: Draft, changes: Partial<Draft>) {
    Object.assign(draft, changes)
    this.#save(draft)
  }

  remove(clientId: string) {
    const index = this.all.findIndex((draft) => draft.client_id === clientId)
    if (index >= 0) this.all.splice(index, 1)
    this.#storage.removeItem(this.#prefix + clientId)
  }

  /** What goes over the wire: the same, byte for byte, however often it is sent. */
  messageOf({ at: _at, state: _state, code: _code, attached: _attached, ...message }: Draft): MessageRequest {
    return message
  }

  /** A full storage must not stop the message itself. */
  #save(draft: Draft) {
    try {
      this.#storage.setItem(this.#prefix + draft.client_id, JSON.stringify(draft))
    } catch {}
  }

  #load(): Draft[] {
    const { length } = this.#storage
    const keys = Array.from({ length }, (_, index) => this.#storage.key(index)!)
    const own = keys.filter((key) => key.startsWith(this.#prefix))
    return own.flatMap((key) => readJson<Draft>(this.#storage, key) ?? []).sort((one, other) => one.at - other.at)
  }
}

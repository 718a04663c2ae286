import { Outbox } from "../../shared/outbox"
import type { Transcript } from "./transcript"

/** The visitor's messages on their way. */
export class Outgoing extends Outbox {
  /** So many people are asking that a first message has to wait. */
  get isCrowded(): boolean {
    return this.drafts.some(({ conv, code }) => conv === null && code === "rate")
  }

  /** What is written and has no conversation yet. */
  get unheard(): string {
    return this.#unheard.map(({ body }) => body).join("\n")
  }

  dropUnheard() {
    for (const { client_id } of this.#unheard) this.discard(client_id)
  }

  dropAll() {
    for (const { client_id } of [...this.drafts]) this.discard(client_id)
  }

  showIn(transcript: Transcript) {
    for (const draft of this.drafts) transcript.draft(draft)
  }

  get #unheard() {
    return this.drafts.filter(({ conv }) => conv === null)
  }
}

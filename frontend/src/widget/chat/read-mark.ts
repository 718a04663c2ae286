import type { Store } from "../../shared/storage"
import type { Row, Transcript } from "./transcript"

/** How far the visitor has seen, on this page and the ones before. */
export class ReadMark {
  #conv: string | null = null
  #seq = 0

  constructor(
    private readonly storage: Store,
    private readonly key: string,
  ) {
    const [seq, conv] = (storage.getItem(key) ?? "0").split(" ")
    this.#seq = Number(seq)
    this.#conv = conv
  }

  unreadOf({ conv, rows }: Transcript): Row[] {
    const seen = conv === this.#conv ? this.#seq : 0
    return rows.filter((row) => row.conv === conv && row.from === "agent" && row.seq > seen)
  }

  move(transcript: Transcript) {
    const [last] = this.unreadOf(transcript).slice(-1)
    if (!last) return
    this.#conv = last.conv
    this.#seq = last.seq
    this.storage.setItem(this.key, `${last.seq} ${last.conv}`)
  }

  clear() {
    this.#seq = 0
    this.storage.removeItem(this.key)
  }
}

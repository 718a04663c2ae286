import type { ReadBy } from "../../shared/protocol"
import type { ReadMarks, ReadMarksOptions } from "../../shared/read-marks"
import type { Store } from "../../shared/storage"
import type { Row, Transcript } from "./transcript"

/** How far the visitor has seen, on this page and the ones before, and how far the agent has. */
export class Reading {
  /** Whether the chat is on the screen, and whether the visitor is at it. */
  isVisible = false
  isFocused = false
  /** Comes with the extras, as the rows do that are read. */
  #marks?: ReadMarks
  #heard: [conv: string, read: Partial<ReadBy>][] = []
  #conv: string | null = null
  #seq = 0

  constructor(
    private readonly storage: Store,
    private readonly key: string,
    readonly options: ReadMarksOptions,
  ) {
    const [seq, conv] = (storage.getItem(key) ?? "0").split(" ")
    this.#seq = Number(seq)
    this.#conv = conv
  }

  adopt(marks: ReadMarks) {
    this.#marks = marks
    for (const [conv, read] of this.#heard.splice(0)) marks.hear(conv, read)
  }

  hear(conv: string, read: Partial<ReadBy>) {
    if (this.#marks) this.#marks.hear(conv, read)
    else this.#heard.push([conv, read])
  }

  /** The socket is new. */
  resume() {
    this.#marks?.resume()
  }

  unreadOf({ conv, rows }: Transcript): Row[] {
    const seen = conv === this.#conv ? this.#seq : 0
    return rows.filter((row) => row.conv === conv && row.from === "agent" && row.seq > seen)
  }

  /** What is on the screen counts as read; the agent learns it when somebody is there to read. */
  look(transcript: Transcript) {
    if (!this.isVisible) return
    const [last] = this.unreadOf(transcript).slice(-1)
    if (last) this.#move(last)
    const { conv } = transcript
    if (this.isFocused && conv && conv === this.#conv) this.#marks?.see(conv, this.#seq)
  }

  clear() {
    this.#seq = 0
    this.storage.removeItem(this.key)
  }

  #move({ conv, seq }: Row) {
    this.#conv = conv
    this.#seq = seq
    this.storage.setItem(this.key, `${seq} ${conv}`)
  }
}

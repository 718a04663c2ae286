/** Often enough for a preview, seldom enough for the server. */
const RHYTHM = 1_000

/** The other side is taken to have stopped after this long. */
const SILENCE = 6_000

/** Who is typing: the visitor towards the agent, and the agent towards the visitor. */
export class Typing {
  /** The agent who is typing now. */
  name = ""
  #text = ""
  #saying?: ReturnType<typeof setTimeout>
  #hearing?: ReturnType<typeof setTimeout>
  readonly #say: (text: string) => void
  readonly #onChange: () => void

  constructor(say: (text: string) => void, onChange: () => void) {
    this.#say = say
    this.#onChange = onChange
  }

  write(text: string) {
    this.#text = text.slice(0, 500)
    this.#saying ??= setTimeout(() => {
      this.#saying = undefined
      this.#say(this.#text)
    }, RHYTHM)
  }

  /** The message is sent: a preview that came after it would be wrong. */
  stop() {
    clearTimeout(this.#saying)
    this.#saying = undefined
  }

  hear(name: string) {
    clearTimeout(this.#hearing)
    this.#hearing = setTimeout(() => this.quiet(), SILENCE)
    this.name = name
  }

  quiet() {
    clearTimeout(this.#hearing)
    this.name = ""
    this.#onChange()
  }
}

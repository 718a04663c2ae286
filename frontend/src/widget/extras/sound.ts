/** A short tone. Browsers allow it only after the visitor has touched the chat, so it is not built before. */
export class Sound {
  isOn = true
  #context?: AudioContext

  constructor() {
    for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => this.#prepare(), { once: true })
    if (navigator.userActivation?.hasBeenActive) this.#prepare()
  }

  play() {
    if (!this.isOn || !this.#context) return
    const { currentTime, destination } = this.#context
    const volume = this.#context.createGain()
    const tone = this.#context.createOscillator()
    volume.gain.setValueAtTime(0.08, currentTime)
    volume.gain.exponentialRampToValueAtTime(0.001, currentTime + 0.25)
    tone.frequency.value = 780
    tone.connect(volume).connect(destination)
    tone.start()
    tone.stop(currentTime + 0.25)
  }

  #prepare() {
    this.#context ??= new AudioContext()
  }
}

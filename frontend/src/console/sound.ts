/** Sounds that an ear tells apart, made on the spot: [pitch in Hz, start, length] in seconds. */
const tunes = {
  chat: [
    [660, 0, 0.14],
    [880, 0.15, 0.14],
    [1175, 0.3, 0.22],
  ],
  message: [[740, 0, 0.12]],
  whisper: [
    [587, 0, 0.09],
    [494, 0.11, 0.16],
  ],
  late: [
    [330, 0, 0.2],
    [262, 0.22, 0.3],
  ],
} as const

export type Sound = keyof typeof tunes

const VOLUME = 0.15
let context: AudioContext | undefined

/** Browsers allow sound only after the first click or key. */
export function unlockSound() {
  const unlock = () => {
    context ??= new AudioContext()
    context.resume()
  }
  addEventListener("pointerdown", unlock, { once: true })
  addEventListener("keydown", unlock, { once: true })
}

export function play(sound: Sound) {
  if (context?.state !== "running") return
  for (const [pitch, start, length] of tunes[sound]) playTone(context, pitch, context.currentTime + start, length)
}

function playTone(audio: AudioContext, pitch: number, start: number, length: number) {
  const tone = new OscillatorNode(audio, { frequency: pitch, type: "triangle" })
  const volume = new GainNode(audio, { gain: 0 })
  volume.gain.setValueAtTime(0, start)
  volume.gain.linearRampToValueAtTime(VOLUME, start + 0.01)
  volume.gain.exponentialRampToValueAtTime(0.001, start + length)
  tone.connect(volume).connect(audio.destination)
  tone.start(start)
  tone.stop(start + length)
}

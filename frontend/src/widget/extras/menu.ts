import { h } from "../chat/dom"
import type { Tools } from "../chat/tools"
import type { Sound } from "./sound"

/** What is needed seldom, behind the button with the dots. Closing by Escape or a click elsewhere is the browser's. */
export class Menu {
  readonly element: HTMLElement
  readonly #letter: HTMLElement

  constructor(
    private readonly tools: Tools,
    sound: Sound,
    askLetter: () => void,
  ) {
    const { t } = tools
    const words = () => t(sound.isOn ? "sound_off" : "sound_on")
    const toggle = h("button", { type: "button" }, words())
    toggle.onclick = () => {
      sound.isOn = !sound.isOn
      toggle.textContent = words()
    }
    this.#letter = h("button", { type: "button", onclick: askLetter }, t("letter"))
    this.element = h("div", { class: "menu", popover: "auto" }, toggle, this.#letter)
    this.element.onclick = () => this.element.hidePopover()
  }

  /** From now on the browser opens and closes it with the button. */
  open(button: HTMLButtonElement) {
    button.onclick = null
    button.popoverTargetElement = this.element
    // The click that asked for it may open it too.
    setTimeout(() => this.element.matches(":popover-open") || this.element.showPopover())
  }

  draw() {
    this.#letter.hidden = !this.tools.client.transcript.conv
  }
}

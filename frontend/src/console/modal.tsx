import type { ComponentChildren } from "preact"
import { useLayoutEffect, useRef } from "preact/hooks"
import { Icon } from "./icons"
import { t } from "./texts"
import { closeDialog, dialog } from "./view"

interface Props {
  title: string
  kind?: string
  children: ComponentChildren
}

/** A native dialog: the browser keeps the focus inside, closes on Esc and gives the focus back. */
export function Modal({ title, kind = "", children }: Props) {
  const frame = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => frame.current!.showModal(), [])
  const closeOutside = ({ target }: MouseEvent) => target === frame.current && closeDialog()
  return (
    <dialog class={`modal ${kind}`} aria-labelledby="dialog-title" ref={frame} onClose={leave} onClick={closeOutside}>
      <div class="sheet" onKeyDown={pressNumber}>
        <header>
          <h2 id="dialog-title">{title}</h2>
          <button type="button" class="btn ghost" aria-label={t("dialog.close")} onClick={closeDialog}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}

/**
 * After a click inside, Chromium gives the focus back without the caret, and keys go nowhere: focusing once
 * more puts it right.
 */
function leave() {
  dialog.value = null
  const { activeElement } = document
  if (!(activeElement instanceof HTMLElement)) return
  activeElement.blur()
  activeElement.focus()
}

export interface Option {
  code: string
  label: string
  detail?: string
  isCurrent?: boolean
}

/** Buttons for one choice: by click, by arrows, or by their number. */
export function Options({ options, onPick }: { options: Option[]; onPick: (code: string) => void }) {
  return (
    <ul role="list" class="options" onKeyDown={moveByArrow}>
      {options.map(({ code, label, detail, isCurrent }, index) => (
        <li key={code}>
          <button
            type="button"
            data-number={index + 1}
            autofocus={index === 0}
            aria-current={isCurrent ? "true" : undefined}
            onClick={() => onPick(code)}
          >
            <kbd aria-hidden="true">{index < 9 ? index + 1 : ""}</kbd>
            <span>{label}</span>
            {detail && <small>{detail}</small>}
          </button>
        </li>
      ))}
    </ul>
  )
}

/** The end of a form in a dialog. What cannot be undone does not get the focus by itself. */
export function Buttons({ submit, isDanger = false }: { submit: string; isDanger?: boolean }) {
  return (
    <div class="buttons">
      <button type="button" class="btn" onClick={closeDialog}>
        {t("dialog.cancel")}
      </button>
      <button type="submit" class={`btn ${isDanger ? "danger" : "primary"}`}>
        {submit}
      </button>
    </div>
  )
}

function pressNumber(event: KeyboardEvent & { currentTarget: HTMLElement }) {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1]
  const isTyping = (event.target as Element).matches("textarea, input:not([type=radio])")
  if (!digit || isTyping || event.altKey || event.ctrlKey || event.metaKey) return
  // The focus may go back into the text box at once: the digit must not land there.
  event.preventDefault()
  event.currentTarget.querySelector<HTMLElement>(`[data-number="${digit}"]`)?.click()
}

function moveByArrow(event: KeyboardEvent & { currentTarget: HTMLElement }) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step) return
  event.preventDefault()
  const buttons = [...event.currentTarget.querySelectorAll("button")]
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
  buttons.at((at + step) % buttons.length)?.focus()
}

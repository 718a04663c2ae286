import { useSignal } from "@preact/signals"
import type { BlockDays } from "../shared/protocol"
import { block } from "./actions"
import { Buttons, Modal } from "./modal"
import { openBrand, openChat } from "./state"
import { t } from "./texts"
import { closeDialog } from "./view"
import { nameOf } from "./visitor"

const CHOICES: BlockDays[] = [1, 7, 30, 365]
const USUAL: BlockDays = 30

/** Not by one key alone: the visitor is shut out. */
export function BlockDialog() {
  const days = useSignal<BlockDays>(USUAL)
  const note = useSignal("")
  const chat = openChat.value
  if (!chat) return null
  const submit = (event: Event) => {
    event.preventDefault()
    closeDialog()
    block(chat.item.id, days.value, note.value)
  }
  return (
    <Modal title={t("block.title", { visitor: nameOf(chat) })} kind="alarm">
      <form onSubmit={submit}>
        <p>{t("block.hint", { brand: openBrand.value?.name ?? "" })}</p>
        <fieldset class="options">
          <legend class="sr">{t("block.days")}</legend>
          {CHOICES.map((choice, index) => (
            <label key={choice} class="option">
              <input
                type="radio"
                name="days"
                data-number={index + 1}
                checked={days.value === choice}
                autofocus={choice === USUAL}
                onChange={() => (days.value = choice)}
              />
              <kbd aria-hidden="true">{index + 1}</kbd>
              <span>{t(`block.days_${choice}`)}</span>
            </label>
          ))}
        </fieldset>
        <label class="field">
          {t("block.note")}
          <input type="text" maxLength={200} onInput={(event) => (note.value = event.currentTarget.value)} />
        </label>
        <Buttons submit={t("block.submit")} isDanger />
      </form>
    </Modal>
  )
}

import { remove } from "./actions"
import { Buttons, Modal } from "./modal"
import { openChat } from "./state"
import { t } from "./texts"
import { closeDialog } from "./view"

export function RemoveDialog({ seq }: { seq: number }) {
  const chat = openChat.value
  if (!chat) return null
  const submit = (event: Event) => {
    event.preventDefault()
    closeDialog()
    remove(chat.item.id, seq)
  }
  return (
    <Modal title={t("remove.title")} kind="alarm">
      <form onSubmit={submit}>
        <p>{t("remove.hint")}</p>
        <Buttons submit={t("remove.submit")} isDanger />
      </form>
    </Modal>
  )
}

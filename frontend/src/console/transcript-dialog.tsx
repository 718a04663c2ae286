import { useSignal } from "@preact/signals"
import { postTranscript } from "./api"
import { Buttons, Modal } from "./modal"
import { openChat } from "./state"
import { t } from "./texts"
import { closeDialog, complain, news, notice } from "./view"
import { nameOf } from "./visitor"

export function TranscriptDialog() {
  const chat = openChat.value
  const email = useSignal(chat?.item.visitor.email ?? "")
  if (!chat) return null
  const submit = async (event: Event) => {
    event.preventDefault()
    closeDialog()
    await send(chat.item.id, email.value.trim())
  }
  return (
    <Modal title={t("transcript.title", { visitor: nameOf(chat) })}>
      <form onSubmit={submit}>
        <p class="muted">{t("transcript.hint")}</p>
        <label class="field">
          {t("transcript.email")}
          <input
            type="email"
            required
            autofocus
            value={email.value}
            onInput={(event) => (email.value = event.currentTarget.value)}
          />
        </label>
        <Buttons submit={t("transcript.submit")} />
      </form>
    </Modal>
  )
}

async function send(conversation: string, email: string) {
  news.value = notice.value = ""
  try {
    await postTranscript(conversation, email)
    news.value = t("transcript.sent", { email })
  } catch (error) {
    complain(error)
  }
}

import { reopen } from "./actions"
import { Modal, type Option, Options } from "./modal"
import type { Chat } from "./reducers"
import { isMineNow, isOffice, me, openChat } from "./state"
import { t } from "./texts"
import { closeDialogAnd, openDialog } from "./view"
import { nameOf } from "./visitor"
import { stopWatching, takeOver, watch, watching } from "./watch"

/** Everything about a chat that is seldom wanted, in one place. */
export function MoreDialog() {
  const chat = openChat.value
  if (!chat) return null
  const choices = choicesFor(chat)
  const pick = (code: string) => closeDialogAnd(choices.find((choice) => choice.code === code)!.act)
  return (
    <Modal title={t("more.title", { visitor: nameOf(chat) })} kind="more">
      <Options options={choices} onPick={pick} />
    </Modal>
  )
}

interface Choice extends Option {
  act: () => void
}

function choicesFor(chat: Chat): Choice[] {
  const { id } = chat.item
  const canBlock = isMineNow(chat) || isOffice()
  return [
    ...aboutWatching(chat),
    ...(chat.item.status === "closed" && me.value?.agent
      ? [{ code: "reopen", label: t("talk.reopen"), act: () => void reopen(id) }]
      : []),
    { code: "transcript", label: t("transcript.open"), act: () => openDialog("transcript") },
    ...(canBlock ? [{ code: "block", label: t("block.open"), act: () => openDialog("block") }] : []),
  ]
}

function aboutWatching(chat: Chat): Choice[] {
  const { id, agent, status } = chat.item
  if (!isOffice() || !agent || isMineNow(chat) || status === "closed") return []
  const isWatching = watching.value === id
  return [
    ...(me.value?.agent ? [{ code: "take_over", label: t("talk.take_over"), act: () => void takeOver(id) }] : []),
    isWatching
      ? { code: "unwatch", label: t("talk.stop_watching"), act: stopWatching }
      : { code: "watch", label: t("talk.watch"), act: () => watch(id) },
  ]
}

import type { ConsoleBrand } from "../shared/protocol"
import { accept, reopen } from "./actions"
import { Composer } from "./composer"
import { Icon } from "./icons"
import { type Chat, isNew } from "./reducers"
import { agentOf, isMineNow, isOffice, me } from "./state"
import { t } from "./texts"
import { showNext } from "./view"
import { stopWatching, takeOver, watch, watching } from "./watch"

interface Props {
  chat: Chat
  brand: ConsoleBrand
}

/** What this member can do here: reply, whisper, or go on. */
export function TalkFoot(props: Props) {
  const { item } = props.chat
  if (isMineNow(props.chat)) return <Reply {...props} />
  const isWatching = watching.value === item.id && item.agent !== null && item.status !== "closed"
  return isWatching ? <Whisper {...props} /> : <Farewell chat={props.chat} />
}

function Reply({ chat, brand }: Props) {
  return (
    <>
      {isNew(chat.item) && (
        <div class="offer" role="status">
          <span>{t("talk.offered", { brand: brand.name })}</span>
          <button type="button" class="btn" onClick={() => accept(chat.item.id)}>
            {t("talk.accept")}
          </button>
        </div>
      )}
      <Composer key={chat.item.id} chat={chat} brand={brand} />
    </>
  )
}

function Whisper({ chat, brand }: Props) {
  const { id } = chat.item
  return (
    <>
      <div class="offer watch" role="status">
        <Icon name="eye" />
        <span>{t("talk.watching", { agent: agentOf(chat)?.name ?? "" })}</span>
        {me.value?.agent && (
          <button type="button" class="btn primary" onClick={() => takeOver(id)}>
            {t("talk.take_over")}
          </button>
        )}
        <button type="button" class="btn" onClick={stopWatching}>
          {t("talk.stop_watching")}
        </button>
      </div>
      <Composer key={id} chat={chat} brand={brand} />
    </>
  )
}

function Farewell({ chat }: { chat: Chat }) {
  const { id, agent, status } = chat.item
  const hasEnded = status === "closed"
  return (
    <div class="offer" role="status">
      <span>{farewellOf(chat)}</span>
      {hasEnded && me.value?.agent && (
        <button type="button" class="btn" onClick={() => reopen(id)}>
          {t("talk.reopen")}
        </button>
      )}
      {!hasEnded && agent && isOffice() && (
        <button type="button" class="btn" onClick={() => watch(id)}>
          {t("talk.watch")}
        </button>
      )}
      <button type="button" class="btn" onClick={showNext}>
        {t("talk.next")}
      </button>
    </div>
  )
}

function farewellOf(chat: Chat): string {
  if (chat.item.status === "closed") return t("talk.ended")
  const agent = agentOf(chat)
  return agent ? t("talk.with_other", { agent: agent.name }) : t("talk.in_queue")
}

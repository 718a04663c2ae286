import type { ConsoleBrand } from "../shared/protocol"
import { Band } from "./band"
import { brandStyle } from "./brand"
import { useDrop } from "./drop"
import { Hint } from "./hint"
import { Icon } from "./icons"
import { watchersOf } from "./later"
import { Log } from "./log"
import type { Chat } from "./reducers"
import { isMineNow, me, openBrand, openChat, peekOf } from "./state"
import { TalkFoot } from "./talk-foot"
import { t } from "./texts"
import { openDialog } from "./view"
import { nameOf } from "./visitor"

export function Talk() {
  const chat = openChat.value
  const brand = openBrand.value
  const { isOver, onDragOver, onDrop } = useDrop(chat)
  if (!chat || !brand) return <EmptyDesk />
  return (
    <section
      class={`talk ${isOver ? "dropping" : ""}`}
      style={brandStyle(brand)}
      aria-label={labelOf(chat, brand)}
      onDragOver={onDragOver}
      onDrop={onDrop}
    >
      <Band chat={chat} brand={brand} />
      <Facts chat={chat} brand={brand} />
      <Log key={chat.item.id} id={chat.item.id} />
      <Peek chat={chat} />
      <TalkFoot chat={chat} brand={brand} />
    </section>
  )
}

function labelOf(chat: Chat, brand: ConsoleBrand): string {
  return t("talk.label", { visitor: nameOf(chat), brand: brand.name })
}

function EmptyDesk() {
  if (me.value && !me.value.agent) return <EmptyOffice />
  const isAvailable = me.value?.status === "available"
  return (
    <section class="talk empty" aria-label={t("talk.log")}>
      <div>
        <Icon name="chats" />
        <p>{t("talk.empty")}</p>
        <p class="muted">{t(isAvailable ? "talk.empty_available" : "talk.empty_away")}</p>
        {!isAvailable && (
          <button type="button" class="btn" onClick={() => openDialog("status")}>
            {t("status.change")} <Hint keys="Alt S" />
          </button>
        )}
      </div>
    </section>
  )
}

/** Who takes no chats can look at those of others. */
function EmptyOffice() {
  return (
    <section class="talk empty" aria-label={t("talk.log")}>
      <div>
        <Icon name="eye" />
        <p>{t("talk.empty")}</p>
        <p class="muted">{t("talk.empty_office")}</p>
      </div>
    </section>
  )
}

function Facts({ chat, brand }: { chat: Chat; brand: ConsoleBrand }) {
  return (
    <div class="facts">
      {isMineNow(chat) && (
        <>
          <Watchers names={watchersOf(chat)} />
          <b class="voice">{t("talk.voice", { alias: brand.alias, brand: brand.name })}</b>
        </>
      )}
      {brand.facts.map(([label, text]) => (
        <span key={label}>
          {label}: <b>{text}</b>
        </span>
      ))}
    </div>
  )
}

function Watchers({ names }: { names: string[] }) {
  return (
    <div role="status">
      {names.length > 0 && (
        <span class="chip info">
          <Icon name="eye" /> {t("talk.watched", { names: names.join(", ") })}
        </span>
      )}
    </div>
  )
}

/** What the visitor is typing, before it is sent. */
function Peek({ chat }: { chat: Chat }) {
  const text = peekOf(chat)
  return (
    <div class="peek">
      {text && (
        <>
          <b>{t("talk.typing", { visitor: nameOf(chat) })}</b> {text}
        </>
      )}
    </div>
  )
}

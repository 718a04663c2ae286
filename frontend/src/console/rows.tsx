import { pick } from "./actions"
import { brandStyle, Monogram } from "./brand"
import { Clock, Wait } from "./clock"
import { deadlineOf } from "./deadline"
import { Hint } from "./hint"
import { type Chat, isNew } from "./reducers"
import { agentOf, brandOf, chatOf, isMineNow, now, openId, peekOf } from "./state"
import { t } from "./texts"
import { showChat } from "./view"
import { nameOf } from "./visitor"
import { watch, watching } from "./watch"

/** Keys reach nine slots. */
export const MOST_KEYS = 9

export function ChatRow({ id, slot }: { id: string; slot: number }) {
  const chat = chatOf(id)
  const brand = brandOf(chat)
  if (!chat || !brand) return null
  return (
    <button
      type="button"
      class={rowClass(chat)}
      style={brandStyle(brand)}
      aria-keyshortcuts={slot <= MOST_KEYS ? `Alt+${slot}` : undefined}
      aria-current={id === openId.value ? "true" : undefined}
      onClick={() => showChat(id)}
    >
      <Monogram brand={brand} />
      <span class="line">
        <Who chat={chat} brand={brand.name} />
        {isNew(chat.item) && <span class="sr">{t("inbox.new")}</span>}
        <Unread count={chat.unread} />
        <Clock chat={chat} />
      </span>
      <span class="line">
        <Preview chat={chat} />
        {slot <= MOST_KEYS && <Hint keys={`Alt ${slot}`} />}
      </span>
    </button>
  )
}

function rowClass(chat: Chat): string {
  return ["item", isNew(chat.item) && "new", isLate(chat) && "late"].filter(Boolean).join(" ")
}

function isLate(chat: Chat): boolean {
  return deadlineOf(chat.item, now.value)?.tone === "late"
}

function Who({ chat, brand }: { chat: Chat; brand: string }) {
  return (
    <span class="who">
      {nameOf(chat)} <small>· {brand}</small>
    </span>
  )
}

function Unread({ count }: { count: number }) {
  if (count === 0) return null
  return (
    <span class="chip bad num">
      <span class="sr">{t("inbox.unread")} </span>
      {count}
    </span>
  )
}

function Preview({ chat }: { chat: Chat }) {
  const peek = peekOf(chat)
  const { preview } = chat.item
  if (peek) return <span class="prev typing">✎ {peek}</span>
  const text = preview && (preview.body || t("inbox.no_text"))
  const isOwn = preview && preview.by !== "visitor" && isMineNow(chat)
  return <span class="prev">{isOwn ? t("inbox.you", { text: text! }) : text}</span>
}

export function WaitingRow({ id, isOldest }: { id: string; isOldest: boolean }) {
  const chat = chatOf(id)
  const brand = brandOf(chat)
  if (!chat || !brand) return null
  return (
    <button type="button" class="item" style={brandStyle(brand)} onClick={() => pick(id)}>
      <Monogram brand={brand} />
      <span class="line">
        <Who chat={chat} brand={brand.name} />
        <Wait chat={chat} />
      </span>
      <span class="line">
        <span class="prev">{chat.item.preview?.body ?? t("inbox.waiting")}</span>
        <span class="take">{t("inbox.pick")}</span>
        {isOldest && <Hint keys="Alt 0" />}
      </span>
    </button>
  )
}

/** With another agent: a click looks over their shoulder. */
export function OtherRow({ id }: { id: string }) {
  const chat = chatOf(id)
  const brand = brandOf(chat)
  if (!chat || !brand) return null
  return (
    <button
      type="button"
      class={`item ${isLate(chat) ? "late" : ""}`}
      style={brandStyle(brand)}
      aria-current={id === openId.value ? "true" : undefined}
      onClick={() => watch(id)}
    >
      <Monogram brand={brand} />
      <span class="line">
        <Who chat={chat} brand={agentOf(chat)?.name ?? brand.name} />
        <Clock chat={chat} />
      </span>
      <span class="line">
        <Preview chat={chat} />
        <span class="take">{t(id === watching.value ? "inbox.watching" : "inbox.watch")}</span>
      </span>
    </button>
  )
}

import { pick } from "./actions"
import { brandStyle, Monogram } from "./brand"
import { Clock, Wait } from "./clock"
import { deadlineOf } from "./deadline"
import { Hint } from "./hint"
import { type Chat, isNew } from "./reducers"
import { brandOf, chatOf, load, me, now, openId, peekOf, queue, slots } from "./state"
import { t } from "./texts"
import { showChat } from "./view"
import { nameOf } from "./visitor"

/** Keys reach nine slots, so no more than nine are drawn while they are free. */
const MOST_KEYS = 9

export function Inbox() {
  return (
    <nav class="inbox" aria-label={t("inbox.label")}>
      <header>
        <h2>{t("inbox.chats")}</h2>
        <Capacity />
      </header>
      <ul role="list" class="slots" aria-label={t("inbox.chats")}>
        {slotRows().map((id, index) => (
          <li key={index}>{id ? <ChatRow key={id} id={id} slot={index + 1} /> : <FreeSlot />}</li>
        ))}
      </ul>
      <h3>
        <span>{t("inbox.queue")}</span>
        <span class="num">{queue.value.length}</span>
      </h3>
      <ul role="list" aria-label={t("inbox.queue")}>
        {queue.value.map((id, index) => (
          <li key={id}>
            <WaitingRow id={id} isOldest={index === 0} />
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Free slots are drawn up to the capacity, so that a new chat moves nothing else. */
function slotRows() {
  const free = Math.min(me.value?.capacity ?? 0, MOST_KEYS) - slots.value.length
  return [...slots.value, ...Array<null>(Math.max(0, free)).fill(null)]
}

function Capacity() {
  const capacity = me.value?.capacity ?? 0
  const taken = load.value
  return (
    <span class={`chip num ${taken < capacity ? "info" : "warn"}`}>
      <span class="sr">{t("inbox.capacity")} </span>
      {taken} / {capacity}
    </span>
  )
}

function FreeSlot() {
  return <div class="free">{t("inbox.free")}</div>
}

function ChatRow({ id, slot }: { id: string; slot: number }) {
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
  const tone = deadlineOf(chat.item, now.value)?.tone
  return ["item", isNew(chat.item) && "new", tone === "late" && "late"].filter(Boolean).join(" ")
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
  const own = preview && preview.by !== "visitor"
  return <span class="prev">{own ? t("inbox.you", { text: preview.body }) : preview?.body}</span>
}

function WaitingRow({ id, isOldest }: { id: string; isOldest: boolean }) {
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

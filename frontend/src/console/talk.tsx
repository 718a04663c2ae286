import type { ConsoleBrand } from "../shared/protocol"
import { accept } from "./actions"
import { brandStyle, Monogram } from "./brand"
import { Clock } from "./clock"
import { Composer } from "./composer"
import { Hint } from "./hint"
import { Icon } from "./icons"
import { Log } from "./log"
import { type Chat, isNew } from "./reducers"
import { agents, isMineNow, me, openBrand, openChat, peekOf } from "./state"
import { t } from "./texts"
import { isPanelOpen, openDialog, showInbox, showNext } from "./view"
import { nameOf, pathOf } from "./visitor"

export function Talk() {
  const chat = openChat.value
  const brand = openBrand.value
  if (!chat || !brand) return <EmptyDesk />
  return (
    <section class="talk" style={brandStyle(brand)} aria-label={labelOf(chat, brand)}>
      <Band chat={chat} brand={brand} />
      <Facts brand={brand} />
      <Log key={chat.item.id} id={chat.item.id} />
      <Peek chat={chat} />
      {isMineNow(chat) ? <Reply chat={chat} brand={brand} /> : <Farewell chat={chat} />}
    </section>
  )
}

function labelOf(chat: Chat, brand: ConsoleBrand): string {
  return t("talk.label", { visitor: nameOf(chat), brand: brand.name })
}

function EmptyDesk() {
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

function Band({ chat, brand }: { chat: Chat; brand: ConsoleBrand }) {
  return (
    <header class="band">
      <button type="button" class="btn back" aria-label={t("talk.back")} onClick={showInbox}>
        <Icon name="back" />
      </button>
      <Monogram brand={brand} />
      <div class="title">
        <h2>{brand.name}</h2>
        <p>{subtitleOf(chat)}</p>
      </div>
      <Clock chat={chat} />
      {isMineNow(chat) && <ChatButtons />}
      <button type="button" class="btn drawer" aria-expanded={isPanelOpen.value} onClick={togglePanel}>
        <Icon name="panel" />
        <span class="sr">{t("talk.panel")}</span>
      </button>
    </header>
  )
}

function subtitleOf(chat: Chat): string {
  const { language, page } = chat.item
  return [nameOf(chat), language.toUpperCase(), pathOf(page.url)].filter(Boolean).join(" · ")
}

function ChatButtons() {
  return (
    <>
      <button type="button" class="btn" aria-keyshortcuts="Alt+T" onClick={() => openDialog("transfer")}>
        {t("talk.transfer")} <Hint keys="Alt T" />
      </button>
      <button type="button" class="btn" aria-keyshortcuts="Alt+E" onClick={() => openDialog("close")}>
        {t("talk.close")} <Hint keys="Alt E" />
      </button>
    </>
  )
}

function togglePanel() {
  isPanelOpen.value = !isPanelOpen.value
}

function Facts({ brand }: { brand: ConsoleBrand }) {
  return (
    <div class="facts">
      <b class="voice">{t("talk.voice", { alias: brand.alias, brand: brand.name })}</b>
      {brand.facts.map(([label, text]) => (
        <span key={label}>
          {label}: <b>{text}</b>
        </span>
      ))}
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

function Reply({ chat, brand }: { chat: Chat; brand: ConsoleBrand }) {
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

function Farewell({ chat }: { chat: Chat }) {
  return (
    <div class="offer" role="status">
      <span>{farewellOf(chat)}</span>
      <button type="button" class="btn" onClick={showNext}>
        {t("talk.next")}
      </button>
    </div>
  )
}

function farewellOf({ item }: Chat): string {
  if (item.status === "closed") return t("talk.ended")
  const agent = agents.value.find(({ id }) => id === item.agent)
  return agent ? t("talk.with_other", { agent: agent.name }) : t("talk.in_queue")
}

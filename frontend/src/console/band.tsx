import type { ConsoleBrand } from "../shared/protocol"
import { Monogram } from "./brand"
import { Clock } from "./clock"
import { Hint } from "./hint"
import { Icon } from "./icons"
import type { Chat } from "./reducers"
import { isMineNow } from "./state"
import { t } from "./texts"
import { isPanelOpen, openDialog, showInbox } from "./view"
import { nameOf, pathOf } from "./visitor"

/** The brand's own colour over everything that is said in its name. */
export function Band({ chat, brand }: { chat: Chat; brand: ConsoleBrand }) {
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
      <MoreButton />
      <button type="button" class="btn square drawer" aria-expanded={isPanelOpen.value} onClick={togglePanel}>
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

/** What is seldom needed. */
function MoreButton() {
  const label = t("talk.more")
  return (
    <button
      type="button"
      class="btn square"
      aria-haspopup="dialog"
      aria-keyshortcuts="Alt+M"
      aria-label={label}
      title={`${label} (Alt M)`}
      onClick={() => openDialog("more")}
    >
      <Icon name="more" />
    </button>
  )
}

function togglePanel() {
  isPanelOpen.value = !isPanelOpen.value
}

import { Icon } from "./icons"
import { askForNotifications, isSilent, permission, toggleSound } from "./notify"
import { me, unread } from "./state"
import { ownStatus } from "./status"
import { t } from "./texts"
import { openDialog, showInbox } from "./view"

export function Rail() {
  return (
    <nav class="rail" aria-label={t("rail.label")}>
      <button type="button" aria-current="page" aria-label={t("rail.chats", { n: unread.value })} onClick={showInbox}>
        <Icon name="chats" />
        {unread.value > 0 && (
          <span class="count num" aria-hidden="true">
            {unread.value}
          </span>
        )}
      </button>
      <button type="button" aria-label={t("rail.search")} title={t("rail.search")} onClick={() => openDialog("search")}>
        <Icon name="search" />
      </button>
      <Sound />
      <Notifications />
      <button type="button" data-theme-toggle aria-label={t("rail.theme")} title={t("rail.theme")}>
        <Icon name="theme" />
      </button>
      <button type="button" aria-label={t("rail.help")} title={t("rail.help")} onClick={() => openDialog("help")}>
        <Icon name="keyboard" />
      </button>
      <Me />
    </nav>
  )
}

function Sound() {
  const label = t("rail.sound")
  return (
    <button type="button" aria-pressed={!isSilent.value} aria-label={label} title={label} onClick={toggleSound}>
      <Icon name={isSilent.value ? "silent" : "sound"} />
    </button>
  )
}

/** The browser is asked only here, and only while it has no answer. */
function Notifications() {
  if (permission.value !== "default") return null
  return (
    <button type="button" aria-label={t("rail.notify")} title={t("rail.notify")} onClick={askForNotifications}>
      <Icon name="bell" />
    </button>
  )
}

function Me() {
  if (!me.value?.agent) return null
  const { name, status } = me.value
  const label = t("rail.me", { name, status: ownStatus() })
  return (
    <button
      type="button"
      class={`me ${status}`}
      aria-haspopup="dialog"
      title={label}
      onClick={() => openDialog("status")}
    >
      {initialsOf(name)}
      <span class="sr">{label}</span>
    </button>
  )
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  return words
    .filter((_, index) => index === 0 || index === words.length - 1)
    .map((word) => word[0] ?? "")
    .join("")
    .toUpperCase()
}

import { connection, isAway, isDegraded } from "./link"
import { Icon } from "./icons"
import { t } from "./texts"
import { news, notice } from "./view"

/** What stands between the agent and the visitors right now. */
export function Bars() {
  return (
    <div class="bars">
      <div role="status">
        <ConnectionBar />
        {news.value && <NewsBar text={news.value} />}
      </div>
      <div role="alert">{notice.value && <NoticeBar text={notice.value} />}</div>
    </div>
  )
}

function ConnectionBar() {
  if (connection.value === "refused") {
    return (
      <p class="bar bad">
        {t("link.refused")}
        <button type="button" class="btn" onClick={() => location.reload()}>
          {t("link.sign_in")}
        </button>
      </p>
    )
  }
  if (isAway.value) return <p class="bar warn">{t("link.away")}</p>
  return isDegraded.value ? <p class="bar warn">{t("link.degraded")}</p> : null
}

function NoticeBar({ text }: { text: string }) {
  return (
    <p class="bar bad">
      {text}
      <Dismiss onClick={() => (notice.value = "")} />
    </p>
  )
}

function NewsBar({ text }: { text: string }) {
  return (
    <p class="bar good">
      {text}
      <Dismiss onClick={() => (news.value = "")} />
    </p>
  )
}

function Dismiss({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" class="btn ghost" aria-label={t("dialog.close")} onClick={onClick}>
      <Icon name="close" />
    </button>
  )
}

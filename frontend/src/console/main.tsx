import { effect } from "@preact/signals"
import { render } from "preact"
import "../styles/app.css"
import { followTheme } from "../pages/theme"
import { type PageBoot, setUpApi } from "./api"
import { takePicked } from "./actions"
import { Bars } from "./bars"
import "./console.css"
import { Dialogs } from "./dialogs"
import { Inbox } from "./inbox"
import { listenToKeys } from "./keys"
import { startLink, tellFailure } from "./link"
import { startNotifying } from "./notify"
import { Panel } from "./panel"
import { Rail } from "./rail"
import { startReading } from "./reading"
import { isActive, mine, openId, tick } from "./state"
import { Talk } from "./talk"
import { setTexts, t } from "./texts"
import { column, isNarrow, showChat } from "./view"
import { startWatching } from "./watch"

const TICK_MS = 500
const RETRY_MS = 3_000

function Console() {
  return (
    <main class={`desk ${column.value}-shown`}>
      <h1 class="sr">{t("title")}</h1>
      <Rail />
      <Inbox />
      <div class="middle">
        <Bars />
        <Talk />
      </div>
      <Panel />
      <Dialogs />
    </main>
  )
}

/** An empty desk takes the first chat that comes; a phone waits for a tap. */
function openByItself() {
  const first = mine.value.find(isActive)
  if (!openId.value && first && !isNarrow.matches) showChat(first)
}

async function start(page: PageBoot) {
  try {
    await startLink(socketAddress(page.ws))
  } catch (error) {
    if (tellFailure(error)) setTimeout(() => start(page), RETRY_MS)
    return
  }
  effect(takePicked)
  effect(openByItself)
  startNotifying()
  startReading()
  startWatching()
}

/** Older browsers want the whole address. */
function socketAddress(path: string): string {
  const address = new URL(path, location.href)
  address.protocol = address.protocol.replace("http", "ws")
  return address.href
}

const page = JSON.parse(document.getElementById("boot")!.textContent!) as PageBoot
if (page.theme) document.documentElement.dataset.theme = page.theme
setTexts(page.texts)
setUpApi(page)
followTheme()
listenToKeys()
setInterval(tick, TICK_MS)
render(<Console />, document.getElementById("app")!)
start(page)

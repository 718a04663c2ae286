// The chat document in its iframe at /w/<public key>/.
import { safeStorage } from "../shared/storage"
import type { ToChat } from "./bridge"
import { readBoot } from "./chat/boot"
import { Client } from "./chat/client"
import { Host } from "./chat/host"
import { translator } from "./chat/texts"
import { View } from "./chat/view"
import "./chat.css"

const boot = readBoot()
const host = new Host(boot.parents, receive)
const client = new Client({
  boot,
  storage: safeStorage(() => localStorage),
  language: document.documentElement.lang,
  onChange: draw,
  onAgentMessage: () => view.ring(),
  notify: (name, detail) => host.post({ type: "notify", name, detail }),
})
const view = new View(boot, client, translator(boot.texts), host.isThere ? () => host.post({ type: "close" }) : null)

let isOpen = !host.isThere

function receive(message: ToChat) {
  if (message.type === "shown") show(message.isOpen)
  else if (message.type === "page") client.page = message.page
  else if (message.type === "identify") Object.assign(client.visitor, { name: message.name, email: message.email })
  else if (message.type === "send") client.send(message.body)
  else view.reset()
}

function show(open: boolean) {
  isOpen = open
  if (isOpen) view.focus()
  attend()
}

function attend() {
  client.attend(isOpen && !document.hidden, document.hasFocus())
}

function draw() {
  view.draw()
  const { unread } = client
  host.post({ type: "unread", count: unread.length, text: unread[unread.length - 1]?.body.slice(0, 200) ?? "" })
}

function followTheme() {
  const theme = new URLSearchParams(location.search).get("theme")
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme
}

followTheme()
document.addEventListener("visibilitychange", attend)
addEventListener("focus", attend)
addEventListener("blur", attend)
client.start()
draw()
if (isOpen) show(true)

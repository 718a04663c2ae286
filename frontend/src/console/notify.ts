import { effect, signal } from "@preact/signals"
import { safeStorage } from "../shared/storage"
import { deadlineOf } from "./deadline"
import { type Chat, isNew } from "./reducers"
import { play, type Sound, unlockSound } from "./sound"
import { brandOf, chatOf, markSeen, mine, now, openId, unread } from "./state"
import { t } from "./texts"
import { showChat } from "./view"
import { nameOf } from "./visitor"

/** A new chat calls again this often until somebody takes it. */
const REPEAT_MS = 30_000
const FRESH_MS = 30_000
const KEY = "switchboard.silent"

const storage = safeStorage(() => localStorage)

export const isSilent = signal(storage.getItem(KEY) === "yes")
export const permission = signal<NotificationPermission>("Notification" in window ? Notification.permission : "denied")

/** What is known of a chat from the last look, to hear what changed since. */
interface Heard {
  unread: number
  whisper: Chat["whisper"]
  calledAt: number
  isLate: boolean
}

const heard = new Map<string, Heard>()
let titled = 0

export function startNotifying() {
  unlockSound()
  effect(showTitle)
  effect(listenToChats)
  document.addEventListener("visibilitychange", () => markSeen(openId.value))
}

export function toggleSound() {
  isSilent.value = !isSilent.value
  storage.setItem(KEY, isSilent.value ? "yes" : "no")
  if (!isSilent.value) play("message")
}

export async function askForNotifications() {
  permission.value = await Notification.requestPermission()
}

/** With the clock, not with each of many messages: browsers take their time over it. */
function showTitle() {
  void now.value
  const count = unread.peek()
  if (count === titled) return
  titled = count
  document.title = count > 0 ? `(${count}) ${t("title")}` : t("title")
  if ("setAppBadge" in navigator) navigator.setAppBadge(count).catch(() => undefined)
}

function listenToChats() {
  const ids = mine.value
  for (const id of heard.keys()) if (!ids.includes(id)) heard.delete(id)
  for (const id of ids) listenTo(id)
}

function listenTo(id: string) {
  const chat = chatOf(id)
  if (!chat) return
  const before = heard.get(id) ?? { unread: 0, whisper: null, calledAt: 0, isLate: false }
  const isLate = deadlineOf(chat.item, now.value)?.tone === "late"
  const isCalling = isNew(chat.item) && now.value - before.calledAt >= REPEAT_MS
  heard.set(id, { unread: chat.unread, whisper: chat.whisper, isLate, calledAt: isCalling ? now.value : before.calledAt })
  if (isCalling) announce("chat", chat)
  else if (isLate && !before.isLate) announce("late", chat)
  else if (chat.whisper !== before.whisper && isFresh(chat.whisper)) announce("whisper", chat)
  else if (chat.unread > before.unread) announce("message", chat)
}

/** One that comes with the history was heard long ago. */
function isFresh(whisper: Chat["whisper"]): boolean {
  return whisper !== null && now.peek() - Date.parse(whisper.at) < FRESH_MS
}

function announce(sound: Sound, chat: Chat) {
  if (!isSilent.peek()) play(sound)
  if (!document.hidden || permission.peek() !== "granted") return
  try {
    showNotification(sound, chat)
  } catch {
    // Phones have the class, but only let service workers use it.
  }
}

/** One per chat: a newer one takes its place, and only a new or a late chat makes noise again. */
function showNotification(sound: Sound, chat: Chat) {
  const { id, preview } = chat.item
  const title = `${brandOf(chat)?.name} · ${nameOf(chat)}`
  const options = { body: preview?.body ?? "", tag: id, renotify: sound !== "message" }
  const shown = new Notification(title, options)
  shown.onclick = () => {
    window.focus()
    showChat(id)
    shown.close()
  }
}

import { effect, signal } from "@preact/signals"
import { attempt } from "./actions"
import { connection, listen, send } from "./link"
import { chatOf, isMineNow, openId } from "./state"
import { focusComposer, showChat, showNext } from "./view"
import { changeWriting } from "./writing"

/** The chat of another agent that this member looks at: one at a time, for as long as it is on the screen. */
export const watching = signal("")

export function startWatching() {
  effect(leaveBehind)
  listen((frame) => {
    if (frame.t === "welcome") askToWatch()
  })
}

export function watch(conv: string) {
  changeWriting(conv, { mode: "note" })
  showChat(conv)
  watching.value = conv
  if (connection.peek() === "open") askToWatch()
}

export function stopWatching() {
  showNext()
}

/** It ends the watch by itself. */
export async function takeOver(conv: string) {
  if (!(await attempt({ action: "take_over", conv }))) return
  if (watching.value === conv) watching.value = ""
  changeWriting(conv, { mode: "reply" })
  focusComposer()
}

/** Again with each new socket: the server ends a watch together with the old one. */
async function askToWatch() {
  const conv = watching.peek()
  const isRefused = conv && !(await attempt({ action: "watch", conv }))
  if (isRefused && watching.peek() === conv) watching.value = ""
}

function leaveBehind() {
  const conv = watching.value
  if (!conv || conv === openId.value) return
  watching.value = ""
  const chat = chatOf(conv)
  if (!chat || !isMineNow(chat)) send({ t: "do", id: crypto.randomUUID(), action: "unwatch", conv })
}

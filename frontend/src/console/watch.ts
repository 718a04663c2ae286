import { effect, signal } from "@preact/signals"
import { attempt } from "./actions"
import { listen, send } from "./link"
import { chatOf, isMineNow, openId } from "./state"
import { focusComposer, showChat, showNext } from "./view"
import { changeWriting } from "./writing"

/** The chat of another agent that this member looks at: one at a time, for as long as it is on the screen. */
export const watching = signal("")

export function startWatching() {
  effect(leaveBehind)
  listen((frame) => {
    if (frame.t === "welcome") watchAgain()
  })
}

export async function watch(conv: string) {
  if (!(await attempt({ action: "watch", conv }))) return
  changeWriting(conv, { mode: "note" })
  watching.value = conv
  showChat(conv)
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

/** The server ends a watch together with its socket. */
async function watchAgain() {
  const conv = watching.peek()
  if (conv && !(await attempt({ action: "watch", conv }))) watching.value = ""
}

function leaveBehind() {
  const conv = watching.value
  if (!conv || conv === openId.value) return
  watching.value = ""
  const chat = chatOf(conv)
  if (!chat || !isMineNow(chat)) send({ t: "do", id: crypto.randomUUID(), action: "unwatch", conv })
}

import { signal } from "@preact/signals"
import type { Action, AgentStatus, BlockDays, ClientFrame, FileCard, ServerFrame } from "../shared/protocol"
import { Refusal } from "../shared/refusal"
import { postAction } from "./api"
import { getOutbox, listen, send } from "./link"
import { dropOutgoing } from "./outgoing"
import { isNew } from "./reducers"
import { chatOf, letGo, me, mine, openId, receiveStatus } from "./state"
import { complain, focusComposer, notice, showChat, showNext } from "./view"

const PATIENCE = 8_000
const TYPING_EVERY = 3_000

/** A chat that was picked is shown, and accepted, as soon as the inbox has it. */
export const picked = signal("")

const waiting = new Map<string, { resolve: (conv?: string) => void; reject: (refusal: Refusal) => void }>()
let typedAt = 0
let wishedStatus: ClientFrame | null = null

listen(settle)
listen((frame) => {
  if (frame.t === "welcome") sendWishedStatus()
})

export function accept(conv: string) {
  return attempt({ action: "accept", conv })
}

export async function pick(conv?: string) {
  const done = await attempt({ action: "pick", conv })
  if (done) picked.value = done.conv ?? conv ?? ""
}

export function takePicked() {
  const conv = picked.value
  const chat = chatOf(conv)
  if (!chat || !mine.value.includes(conv)) return
  picked.value = ""
  showChat(conv)
  if (isNew(chat.item)) accept(conv)
}

export function close(conv: string, outcome: string) {
  return giveAway(conv, { action: "close", conv, outcome })
}

export function transfer(conv: string, to: string, note: string) {
  return giveAway(conv, { action: "transfer", conv, to, note: note.trim() || undefined })
}

async function giveAway(conv: string, action: Action) {
  letGo(conv, true)
  const done = await attempt(action)
  if (!done) letGo(conv, false)
  else if (openId.value === conv) showNext()
}

export function edit(conv: string, seq: number, body: string) {
  return attempt({ action: "edit", conv, seq, body })
}

export function remove(conv: string, seq: number) {
  return attempt({ action: "redact", conv, seq })
}

/** A chat that had ended goes on with this agent. */
export async function reopen(conv: string) {
  if (await attempt({ action: "reopen", conv })) focusComposer()
}

export async function block(conv: string, days: BlockDays, note: string) {
  const action = { action: "block", conv, days, note: note.trim() || undefined } as const
  if (mine.value.includes(conv)) await giveAway(conv, action)
  else await attempt(action)
}

interface Extras {
  note?: boolean
  canned?: string | null
  attached?: FileCard[]
}

/** A first answer accepts the chat as well. */
export function sendMessage(conv: string, body: string, { note, canned, attached = [] }: Extras = {}) {
  const chat = chatOf(conv)
  if (!note && chat && isNew(chat.item)) send({ t: "do", id: crypto.randomUUID(), action: "accept", conv })
  getOutbox().add({
    conv,
    client_id: crypto.randomUUID(),
    body,
    ...(note && { note: true as const }),
    ...(canned && { canned }),
    ...(attached.length && { files: attached.map(({ id }) => id), attached }),
  })
}

export function retry(clientId: string) {
  getOutbox().retry(clientId)
}

export function discard(clientId: string) {
  getOutbox().discard(clientId)
  dropOutgoing(clientId)
}

/** The visitor sees that somebody writes, not what. */
export function showTyping(conv: string) {
  if (Date.now() - typedAt < TYPING_EVERY) return
  typedAt = Date.now()
  send({ t: "typing", conv })
}

/** Without a socket the wish waits for the next welcome. */
export function setStatus(value: AgentStatus, reason?: string) {
  if (!me.value) return
  receiveStatus(value, reason ?? null)
  wishedStatus = { t: "status", value, reason }
  sendWishedStatus()
}

function sendWishedStatus() {
  if (wishedStatus && send(wishedStatus)) wishedStatus = null
}

/** Says why not, when the answer is no. */
export async function attempt(action: Action): Promise<{ conv?: string } | null> {
  notice.value = ""
  try {
    return { conv: await perform(action) }
  } catch (error) {
    complain(error)
    return null
  }
}

async function perform(action: Action): Promise<string | undefined> {
  const id = crypto.randomUUID()
  if (!send({ t: "do", id, ...action })) return postAction(action).then(() => action.conv)
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    setTimeout(() => settle({ t: "refused", id, code: "network", detail: "" }), PATIENCE)
  })
}

function settle(frame: ServerFrame) {
  if (frame.t !== "done" && frame.t !== "refused") return
  const asked = waiting.get(frame.id)
  waiting.delete(frame.id)
  if (frame.t === "done") asked?.resolve(frame.conv)
  else asked?.reject(new Refusal(frame.code, frame.detail))
}

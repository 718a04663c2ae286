import { effect, signal } from "@preact/signals"
import { type Draft, Outbox } from "../shared/outbox"
import type {
  ClientFrame,
  ConversationEvent,
  Credentials,
  Item,
  Limits,
  ReadBy,
  Receipt,
  ServerFrame,
} from "../shared/protocol"
import { ReadMarks } from "../shared/read-marks"
import { Refusal } from "../shared/refusal"
import { Socket, type SocketState } from "../shared/socket"
import { safeStorage } from "../shared/storage"
import { Streams } from "../shared/streams"
import { onWake } from "../shared/wake"
import { fetchBoot, fetchEvents, fetchItems, fetchTicket, postMessage } from "./api"
import { dropRedacted } from "./files"
import { dropArrived, dropOutgoing, showOutgoing, showSent } from "./outgoing"
import * as state from "./state"

/** How much of a log is loaded at once. */
const PAGE = 50
/** An agent who is away for half a minute loses what visitors wait for, so the console hurries. */
const LONGEST_DELAY = 2_000
/** How often we look for ourselves while there is no socket. */
const POLL_MS = 10_000
/** Of the chats of others, in the office. */
const PAGES = 4

export const connection = signal<SocketState>("connecting")
/** Contact was lost, and is not there again yet. */
export const isAway = signal(false)
export const isDegraded = signal(false)
export const longestBody = signal(Infinity)
export const largestFile = signal(Infinity)

type Listener = (frame: ServerFrame) => void
const listeners = new Set<Listener>()

/** How far this side has read, and the telling of it. */
export const marks = new ReadMarks({
  side: "agent",
  send: (conv, seq) => send({ t: "read", conv, seq }),
  onChange: () => undefined,
})

let socket: Socket
let outbox: Outbox
let cursor = 0
const followed = new Set<string>()

const streams = new Streams({
  fetch: fetchEvents,
  onEvents: receiveEvents,
  onReset: startOver,
  onRead: hearRead,
  confirm: (conv) => send({ t: "rcv", conv }),
})

export async function startLink(address: string) {
  await loadAfresh()
  outbox = openOutbox()
  socket = new Socket({
    url: address,
    credentials,
    resume,
    onFrame: receive,
    onState: enter,
    longestDelay: LONGEST_DELAY,
  })
  effect(follow)
  onWake(() => socket.wake())
  setInterval(pollWithoutSocket, POLL_MS)
  socket.open()
}

/** True when it may go better later. */
export function tellFailure(error: unknown): boolean {
  const isFinal = error instanceof Refusal && !error.isPassing
  enter(isFinal ? "refused" : "waiting")
  return !isFinal
}

/** False when there is no socket and nothing went. */
export function send(frame: ClientFrame): boolean {
  return socket?.send(frame) ?? false
}

/** For those who wait for an answer of their own. */
export function listen(listener: Listener) {
  listeners.add(listener)
}

export function getOutbox(): Outbox {
  return outbox
}

/** The page of the log before the first event that is held. */
export async function loadOlder(conversation: string) {
  const first = state.chatOf(conversation)?.events[0]?.seq ?? 1
  if (first <= 1) return
  const page = await fetchEvents(conversation, Math.max(0, first - 1 - PAGE), Math.min(PAGE, first - 1))
  state.receiveOlder(conversation, page.events)
}

async function loadAfresh() {
  const boot = await fetchBoot()
  const others = state.isOffice(boot.me.role) ? await fetchOthers() : []
  cursor = boot.feed
  setLimits(boot.limits)
  state.loadBoot({ ...boot, conversations: [...boot.conversations, ...others] })
}

/** What changed since the boot comes again with its feed. */
async function fetchOthers(): Promise<Item[]> {
  const pages = await Promise.all([fetchItems("assigned", PAGES), fetchItems("open", PAGES)])
  return pages.flat()
}

function hearRead(conversation: string, read: Partial<ReadBy>) {
  marks.hear(conversation, read)
  state.receiveRead(conversation, read.visitor ?? 0)
}

function setLimits({ body, file }: Limits) {
  longestBody.value = body
  largestFile.value = file ?? Infinity
}

/** The signed-out agent is told so; any other failure is tried again by the socket. */
async function credentials(): Promise<Credentials | null> {
  try {
    return { ticket: await fetchTicket() }
  } catch (error) {
    if (error instanceof Refusal && !error.isPassing) return null
    throw error
  }
}

function resume() {
  return { after: streams.after, feed: cursor }
}

function openOutbox(): Outbox {
  const member = state.me.value?.member
  const opened = new Outbox({
    storage: safeStorage(() => localStorage),
    prefix: `switchboard.outbox.${member}.`,
    send: (message) => send({ t: "send", ...message }),
    post: postMessage,
    onChange: showOutgoing,
    onSent: settleSent,
  })
  opened.drafts.forEach(showOutgoing)
  return opened
}

/** The event may have been faster than the ack. */
function settleSent(draft: Draft, receipt: Receipt) {
  const last = state.chatOf(receipt.conv)?.events.at(-1)?.seq ?? 0
  if (receipt.seq <= last) dropOutgoing(draft.client_id)
  else showSent(draft, receipt)
}

function enter(entered: SocketState) {
  connection.value = entered
  if (entered === "open") isAway.value = false
  else if (entered === "waiting") isAway.value = true
}

function receive(frame: ServerFrame) {
  streams.receive(frame)
  for (const listener of listeners) listener(frame)
  switch (frame.t) {
    case "welcome":
      return greet(frame)
    case "hb":
      isDegraded.value = frame.degraded ?? false
      cursor = frame.feed ?? cursor
      return
    case "feed":
      return receiveFeed(frame)
    case "ack":
      return outbox.confirm(frame)
    case "nack":
      return outbox.refuse(frame)
    case "presence":
      return state.receivePresence(frame.agents)
    case "typing":
      if (frame.by.kind === "visitor") state.receivePeek(frame.conv, frame.text ?? "")
      return
    case "read":
      hearRead(frame.conv, { [frame.by]: frame.seq })
  }
}

function greet({ now, feed, limits }: Extract<ServerFrame, { t: "welcome" }>) {
  state.setClock(now)
  cursor = feed ?? cursor
  setLimits(limits)
  isDegraded.value = false
  outbox.resume()
  marks.resume()
}

function receiveFeed({ items, cursor: next, limited }: Extract<ServerFrame, { t: "feed" }>) {
  cursor = next ?? cursor
  state.receiveItems(items)
  if (limited) loadAfresh().catch(() => undefined)
}

function receiveEvents(conversation: string, events: ConversationEvent[]) {
  dropRedacted(state.chatOf(conversation)?.events ?? [], events)
  state.receiveEvents(conversation, events)
  for (const event of events) outbox.confirmByEvent(event)
  dropArrived(conversation, events)
}

/** The streams of the agent's chats, and of the one on the screen. */
function follow() {
  const wanted = new Set([...state.mine.value, state.openId.value].filter(Boolean))
  for (const id of followed) if (!wanted.has(id)) stopFollowing(id)
  for (const id of wanted) if (!followed.has(id)) startFollowing(id)
}

function startFollowing(id: string) {
  const head = state.seqOf(id)
  if (head === undefined) return
  followed.add(id)
  const stream = streams.track(id, Math.max(0, head - PAGE))
  // Before the socket is there, its hello asks for all of them in one go.
  if (connection.peek() === "open") stream.catchUp()
}

function stopFollowing(id: string) {
  followed.delete(id)
  streams.untrack(id)
}

/** A new epoch: nothing that was numbered before counts any more. */
function startOver() {
  followed.clear()
  state.forgetEvents()
  loadAfresh().then(follow, () => undefined)
}

/** Where no socket gets through, the console still works, only slower. */
function pollWithoutSocket() {
  if (connection.value === "open" || connection.value === "refused") return
  loadAfresh().then(() => streams.catchUp(), () => undefined)
}

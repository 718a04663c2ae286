import { batch, computed, type Signal, signal } from "@preact/signals"
import type {
  Agent,
  AgentStatus,
  Canned,
  Choice,
  ConsoleBoot,
  ConsoleBrand,
  ConversationEvent,
  Item,
} from "../shared/protocol"
import { mostUrgent } from "./deadline"
import {
  applyEvents,
  applyFeed,
  applyPresence,
  applyRead,
  type Chat,
  isMine,
  isWaiting,
  newChat,
  prependEvents,
} from "./reducers"
import { keepSlots, placeInSlots, restoreSlots, type Slot } from "./slots"

/** A hint of the visitor's typing is stale after this long without another. */
const PEEK_MS = 8_000
const OFFICE_ROLES = new Set(["owner", "supervisor"])

export const me = signal<ConsoleBoot["me"] | null>(null)
export const brands = signal<ReadonlyMap<string, ConsoleBrand>>(new Map())
export const agents = signal<Agent[]>([])
export const canned = signal<Canned[]>([])
export const outcomes = signal<Choice[]>([])
export const reasons = signal<Choice[]>([])

/** One signal per conversation: a message in one of fifty redraws that one. */
const chats = new Map<string, Signal<Chat>>()
export const slots = signal<Slot[]>(restoreSlots())
export const queue = signal<string[]>([])
/** Chats that are with other agents: the office sees them all. */
export const others = signal<string[]>([])
export const openId = signal("")
export const openChat = computed(() => (openId.value ? chats.get(openId.value)?.value : undefined))
export const openBrand = computed(() => brandOf(openChat.value))

/** The server's clock, moved on twice a second: deadlines are counted from its times. */
export const now = signal(Date.now())
let clockOffset = 0

export const mine = computed(() => slots.value.filter((id) => id !== null))
export const unread = computed(() => mine.value.reduce((sum, id) => sum + (chatOf(id)?.unread ?? 0), 0))
export const load = computed(() => mine.value.filter(isActive).length)

export function isOffice(role = me.value?.role ?? ""): boolean {
  return OFFICE_ROLES.has(role)
}

export function chatOf(id: string): Chat | undefined {
  return chats.get(id)?.value
}

/** Without subscribing: a new event is no reason to look at all chats again. */
export function seqOf(id: string): number | undefined {
  return chats.get(id)?.peek().item.seq
}

export function brandOf(chat: Chat | undefined): ConsoleBrand | undefined {
  return chat && brands.value.get(chat.item.brand)
}

/** Who has it. */
export function agentOf(chat: Chat): Agent | undefined {
  return agents.value.find(({ id }) => id === chat.item.agent)
}

export function isMineNow(chat: Chat | undefined): boolean {
  if (!chat?.item.agent || chat.item.status === "closed") return false
  return chat.item.agent === me.value?.agent
}

/** Still to be worked on: not ended, and not just given away. */
export function isActive(id: string): boolean {
  const chat = chatOf(id)
  return chat !== undefined && chat.item.status !== "closed" && !chat.isLetGo
}

export function peekOf(chat: Chat): string {
  return chat.peek && now.value - chat.peekAt < PEEK_MS ? chat.peek : ""
}

export function setClock(serverNow: string) {
  clockOffset = Date.parse(serverNow) - Date.now()
  tick()
}

export function tick() {
  now.value = Date.now() + clockOffset
}

/** Everything anew: at the start, in a new epoch, and when more changed than a feed can say. */
export function loadBoot(boot: ConsoleBoot) {
  batch(() => {
    me.value = boot.me
    brands.value = new Map(boot.brands.map((brand) => [brand.id, brand]))
    agents.value = boot.agents
    canned.value = boot.canned
    outcomes.value = boot.outcomes
    reasons.value = boot.reasons
    setClock(boot.now)
    keepOnly(boot.conversations.map(({ id }) => id))
    receiveItems(boot.conversations)
  })
}

/** Drops what was heard. The signals stay: rows on the screen hold on to them. */
export function forgetEvents() {
  batch(() => {
    for (const held of chats.values()) held.value = newChat({ ...held.value.item, seq: 0 })
  })
}

export function receiveItems(items: readonly Item[]) {
  batch(() => {
    for (const item of items) receiveItem(item)
    arrange()
  })
}

function receiveItem(item: Item) {
  const held = chats.get(item.id)
  if (!held) chats.set(item.id, signal(newChat(item)))
  else held.value = applyFeed(held.value, item, me.value?.agent ?? null)
}

export function receiveEvents(id: string, events: readonly ConversationEvent[]) {
  const held = chats.get(id)
  if (!held) return
  batch(() => {
    const before = held.value.item
    held.value = applyEvents(held.value, events, { agent: me.value?.agent ?? null, isLooking: isLooking(id) })
    const after = held.value.item
    if (before.status !== after.status || before.agent !== after.agent) arrange()
  })
}

export function receiveOlder(id: string, events: readonly ConversationEvent[]) {
  const held = chats.get(id)
  if (held) held.value = prependEvents(held.value, events)
}

export function receivePeek(id: string, text: string) {
  const held = chats.get(id)
  if (held) held.value = { ...held.value, peek: text, peekAt: now.value }
}

export function receiveRead(id: string, seq: number) {
  const held = chats.get(id)
  if (held) held.value = applyRead(held.value, seq)
}

export function receivePresence(heard: readonly Agent[]) {
  agents.value = applyPresence(agents.value, heard)
  const own = heard.find((agent) => agent.id === me.value?.agent)
  if (own && me.value) me.value = { ...me.value, status: own.status, capacity: own.capacity }
}

export function receiveStatus(status: AgentStatus, reason: string | null) {
  if (me.value) me.value = { ...me.value, status, reason }
}

/** Puts every chat where it belongs: a slot of this agent, the queue, or away. */
function arrange() {
  const agent = me.value?.agent ?? null
  const all = [...chats.values()].map((held) => held.peek())
  const own = all.filter((chat) => isMine(chat, agent)).map((chat) => chat.item)
  const waiting = all.filter((chat) => isWaiting(chat.item)).map((chat) => chat.item)
  replace(slots, placeInSlots(slots.peek(), own.toSorted(by("assigned_at")).map((item) => item.id)))
  keepSlots(slots.peek())
  replace(queue, waiting.toSorted(by("queued_at")).map((item) => item.id))
  replace(others, isOffice() ? idsOfOthers(all, agent) : [])
  keepOnly([...slots.peek(), ...queue.peek(), ...others.peek()])
}

function idsOfOthers(all: Chat[], agent: string | null): string[] {
  const items = all.map((chat) => chat.item).filter((item) => item.agent !== null && item.status !== "closed")
  return items.filter((item) => item.agent !== agent).toSorted(by("assigned_at")).map((item) => item.id)
}

/** And the one on the screen, which may still be read, whoever has it. */
function keepOnly(ids: readonly Slot[]) {
  const kept = new Set([...ids, openId.peek()])
  for (const id of chats.keys()) if (!kept.has(id)) chats.delete(id)
}

function by(key: "assigned_at" | "queued_at") {
  return (a: Item, b: Item) => (a[key] ?? "").localeCompare(b[key] ?? "")
}

function replace<T>(list: Signal<T[]>, next: T[]) {
  const isSame = next.length === list.peek().length && next.every((value, index) => value === list.peek()[index])
  if (!isSame) list.value = next
}

export function openConversation(id: string) {
  const left = openId.peek()
  if (id === left) return markSeen(id)
  batch(() => {
    openId.value = id
    if (left) leave(left)
    markSeen(id)
  })
}

/** A chat from elsewhere, such as one that has ended. */
export function openItem(item: Item) {
  batch(() => {
    receiveItem(item)
    openConversation(item.id)
  })
}

/** The agent is done with it, or the server refused to let it go. */
export function letGo(id: string, isLetGo: boolean) {
  const held = chats.get(id)
  if (held) held.value = { ...held.value, isLetGo }
}

function leave(id: string) {
  const held = chats.get(id)
  if (!held) return
  if (held.peek().lingers) held.value = { ...held.peek(), lingers: false }
  arrange()
}

export function markSeen(id: string) {
  const held = chats.get(id)
  if (held && held.peek().unread > 0 && isLooking(id)) held.value = { ...held.peek(), unread: 0 }
}

function isLooking(id: string): boolean {
  return id === openId.peek() && !document.hidden
}

/** The chat whose visitor has the least time left; the first one when it is everywhere the visitor's turn. */
export function findMostUrgent(ids: readonly string[]): string | undefined {
  const items = ids.map((id) => chatOf(id)?.item).filter((item) => item !== undefined)
  return mostUrgent(items, now.value)?.id
}

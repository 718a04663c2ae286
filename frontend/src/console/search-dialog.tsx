import { useSignal } from "@preact/signals"
import { useEffect } from "preact/hooks"
import type { Item } from "../shared/protocol"
import { fetchItems } from "./api"
import { brandStyle, Monogram } from "./brand"
import { Clock } from "./clock"
import { Modal } from "./modal"
import { type Chat, newChat } from "./reducers"
import { brandOf, chatOf, mine, openItem, others } from "./state"
import { t } from "./texts"
import { closeDialog, complain, showChat } from "./view"
import { nameOf } from "./visitor"

const MOST_SHOWN = 9

/** The agent's own chats, for the office those of others too, and the latest that have ended. */
export function SearchDialog() {
  const words = useSignal("")
  const ended = useEnded()
  const current = [...mine.value, ...others.value].map(chatOf).filter((chat) => chat !== undefined)
  const found = [...current, ...ended.map(newChat)].filter((chat) => matches(chat, words.value)).slice(0, MOST_SHOWN)
  const openFirst = (event: Event) => {
    event.preventDefault()
    if (found[0]) open(found[0])
  }
  return (
    <Modal title={t("search.title")}>
      <form onSubmit={openFirst}>
        <input
          class="input"
          type="search"
          autofocus
          aria-label={t("search.words")}
          placeholder={t("search.words")}
          onInput={(event) => (words.value = event.currentTarget.value)}
        />
      </form>
      <p class="sr" role="status">
        {t("search.found", { n: found.length })}
      </p>
      <ul role="list" class="results">
        {found.map((chat) => (
          <li key={chat.item.id}>
            <Result chat={chat} />
          </li>
        ))}
      </ul>
    </Modal>
  )
}

function useEnded(): Item[] {
  const ended = useSignal<Item[]>([])
  useEffect(() => {
    fetchItems("closed").then((items) => (ended.value = items), complain)
  }, [])
  return ended.value.filter(({ id }) => !mine.value.includes(id))
}

function Result({ chat }: { chat: Chat }) {
  const brand = brandOf(chat)
  if (!brand) return null
  return (
    <button type="button" class="item" style={brandStyle(brand)} onClick={() => open(chat)}>
      <Monogram brand={brand} />
      <span class="line">
        <span class="who">
          {nameOf(chat)} <small>· {brand.name}</small>
        </span>
        <Clock chat={chat} />
      </span>
      <span class="line">
        <span class="prev">{chat.item.preview?.body}</span>
      </span>
    </button>
  )
}

function open({ item }: Chat) {
  closeDialog()
  openItem(item)
  showChat(item.id)
}

/** In what is at hand: who, for whom, and what was written in the part of the log that is loaded. */
function matches(chat: Chat, words: string): boolean {
  const { visitor, preview } = chat.item
  const written = chat.events.map(({ data }) => ("body" in data ? data.body : ""))
  const parts = [nameOf(chat), visitor.email, brandOf(chat)?.name, preview?.body, ...written]
  const text = parts.join("\n").toLocaleLowerCase()
  return text.includes(words.trim().toLocaleLowerCase())
}

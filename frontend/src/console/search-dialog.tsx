import { useSignal } from "@preact/signals"
import { brandStyle, Monogram } from "./brand"
import { Clock } from "./clock"
import { Modal } from "./modal"
import { brandOf, chatOf, mine } from "./state"
import { t } from "./texts"
import { closeDialog, showChat } from "./view"
import { nameOf } from "./visitor"

const MOST_SHOWN = 9

export function SearchDialog() {
  const words = useSignal("")
  const found = mine.value.filter((id) => matches(id, words.value)).slice(0, MOST_SHOWN)
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
        {found.map((id) => (
          <li key={id}>
            <Result id={id} />
          </li>
        ))}
      </ul>
    </Modal>
  )
}

function Result({ id }: { id: string }) {
  const chat = chatOf(id)
  const brand = brandOf(chat)
  if (!chat || !brand) return null
  return (
    <button type="button" class="item" style={brandStyle(brand)} onClick={() => open(id)}>
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

function open(id: string) {
  closeDialog()
  showChat(id)
}

/** In what is at hand: who, for whom, and what was written in the part of the log that is loaded. */
function matches(id: string, words: string): boolean {
  const chat = chatOf(id)
  if (!chat) return false
  const written = chat.events.map(({ data }) => ("body" in data ? data.body : ""))
  const text = [nameOf(chat), chat.item.visitor.email, brandOf(chat)?.name, ...written].join("\n").toLocaleLowerCase()
  return text.includes(words.trim().toLocaleLowerCase())
}

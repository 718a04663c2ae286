import { type Signal, signal } from "@preact/signals"
import type { ConversationEvent, FileCard } from "../shared/protocol"
import { fetchFileLink } from "./api"

/** Of pictures that were shown once: addresses of what the browser holds, empty while it does not. */
const pictures = new Map<string, Signal<string>>()

const MOST_PICTURES = 100

export function isPicture({ type }: FileCard): boolean {
  return type.startsWith("image/")
}

/** The server hands a picture out as a download alone, so its bytes are fetched and shown from here. */
export function pictureOf({ id }: FileCard): Signal<string> {
  return pictures.get(id) ?? fetchPicture(id)
}

/** The sender's own need not come back from the server. */
export function keepPicture(id: string, url: string): Signal<string> {
  const picture = signal(url)
  pictures.set(id, picture)
  // A shift is long: what was shown hours ago is fetched again when it is looked at again.
  if (pictures.size > MOST_PICTURES) dropPicture([...pictures.keys()][0])
  return picture
}

/** What is removed from a log does not stay here either. */
export function dropRedacted(log: readonly ConversationEvent[], news: readonly ConversationEvent[]) {
  const removed = new Set(news.map((event) => event.kind === "redacted" && event.data.of))
  const files = log.flatMap((event) => (event.kind === "message" && removed.has(event.seq) && event.data.files) || [])
  for (const { id } of files) dropPicture(id)
}

function dropPicture(id: string) {
  URL.revokeObjectURL(pictures.get(id)?.peek() ?? "")
  pictures.delete(id)
}

function fetchPicture(id: string): Signal<string> {
  const picture = keepPicture(id, "")
  loadPicture(id, picture)
  return picture
}

/** Unless it was dropped meanwhile. */
async function loadPicture(id: string, picture: Signal<string>) {
  try {
    const { url } = await fetchFileLink(id)
    const answer = await fetch(url)
    const bytes = await answer.blob()
    if (answer.ok && pictures.get(id) === picture) picture.value = URL.createObjectURL(bytes)
  } catch {
    // It stays a name that can be clicked.
  }
}

/** The address is good for minutes, so it is asked for when somebody wants the file. */
export async function download({ id, name }: FileCard) {
  const { url } = await fetchFileLink(id)
  const link = document.createElement("a")
  link.href = url
  link.download = name
  link.click()
}

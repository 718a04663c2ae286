import { type Signal, signal } from "@preact/signals"
import type { FileCard } from "../shared/protocol"
import { fetchFileLink } from "./api"
import { takePreview } from "./attachments"

/** Of pictures that were shown once: addresses of what the browser holds, empty while it does not. */
const pictures = new Map<string, Signal<string>>()

const MOST_PICTURES = 100

export function isPicture({ type }: FileCard): boolean {
  return type.startsWith("image/")
}

/** The server hands a picture out as a download alone, so its bytes are fetched and shown from here. */
export function pictureOf({ id }: FileCard): Signal<string> {
  let picture = pictures.get(id)
  if (picture) return picture
  pictures.set(id, (picture = signal(takePreview(id))))
  if (!picture.value) loadPicture(id, picture)
  if (pictures.size > MOST_PICTURES) dropOldest()
  return picture
}

/** A shift is long: what was shown hours ago is fetched again when it is looked at again. */
function dropOldest() {
  const [id, picture] = [...pictures][0]
  URL.revokeObjectURL(picture.value)
  pictures.delete(id)
}

async function loadPicture(id: string, picture: Signal<string>) {
  try {
    const { url } = await fetchFileLink(id)
    const answer = await fetch(url)
    if (answer.ok) picture.value = URL.createObjectURL(await answer.blob())
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

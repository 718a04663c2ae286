import { type Signal, signal } from "@preact/signals"
import type { FileCard } from "../shared/protocol"
import { Refusal } from "../shared/refusal"
import { postFile } from "./api"
import { keepPicture } from "./files"
import { largestFile } from "./link"
import { t } from "./texts"
import { notice } from "./view"

/** A file of the reply that is being written. It is uploaded at once, so that sending waits for nothing. */
export interface Attachment {
  client_id: string
  file: File
  /** A picture to show until the server has it. */
  preview: string
  card?: FileCard
  /** Why it was refused. */
  code?: string
}

export const MOST_FILES = 5
export const FILE_TYPES = ["image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf", "text/plain"]

const lists = new Map<string, Signal<readonly Attachment[]>>()

export function attachmentsOf(conversation: string): Signal<readonly Attachment[]> {
  let list = lists.get(conversation)
  if (!list) lists.set(conversation, (list = signal([])))
  return list
}

export function attach(conversation: string, files: Iterable<File>) {
  for (const file of files) {
    const reason = refusalOf(file, attachmentsOf(conversation).peek().length)
    if (reason) notice.value = `${file.name}: ${reason}`
    else begin(conversation, file)
  }
}

export function detach(conversation: string, { client_id, preview }: Attachment) {
  URL.revokeObjectURL(preview)
  const list = attachmentsOf(conversation)
  list.value = list.value.filter((one) => one.client_id !== client_id)
}

export function upload(conversation: string, attachment: Attachment) {
  const { client_id, file } = attachment
  change(conversation, { ...attachment, code: undefined })
  return postFile(conversation, client_id, file).then(
    (card) => change(conversation, { ...attachment, code: undefined, card }),
    (error) => change(conversation, { ...attachment, code: error instanceof Refusal ? error.code : "network" }),
  )
}

/** What is ready, for a message; the list is empty then. */
export function takeAttached(conversation: string): FileCard[] {
  const list = attachmentsOf(conversation)
  const cards = list.value.flatMap((attachment) => remember(attachment) ?? [])
  list.value = []
  return cards
}

function remember({ card, preview }: Attachment): FileCard | undefined {
  if (card && preview) keepPicture(card.id, preview)
  else URL.revokeObjectURL(preview)
  return card
}

function refusalOf({ type, size }: File, held: number): string {
  if (held >= MOST_FILES) return t("file.too_many", { n: MOST_FILES })
  if (!FILE_TYPES.includes(type)) return t("refused.bad_file")
  return size > largestFile.value ? t("file.too_large", { n: Math.floor(largestFile.value / 2 ** 20) }) : ""
}

function begin(conversation: string, file: File) {
  const preview = file.type.startsWith("image/") ? URL.createObjectURL(file) : ""
  const attachment = { client_id: crypto.randomUUID(), file, preview }
  const list = attachmentsOf(conversation)
  list.value = [...list.value, attachment]
  upload(conversation, attachment)
}

/** Unless it was taken out meanwhile. */
function change(conversation: string, changed: Attachment) {
  const list = attachmentsOf(conversation)
  list.value = list.value.map((one) => (one.client_id === changed.client_id ? changed : one))
}

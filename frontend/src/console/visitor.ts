import type { ConversationEvent, Page } from "../shared/protocol"
import { emailsIn, phoneKey, phonesIn } from "./recognise"
import type { Chat } from "./reducers"
import { t } from "./texts"

export interface Contact {
  name: string
  emails: string[]
  phones: string[]
}

export function nameOf(chat: Chat): string {
  return chat.item.visitor.name || t("visitor.unnamed")
}

/** What the visitor has told of himself, in the form or in the chat. */
export function contactOf({ item, events }: Chat): Contact {
  const written = events.filter(isFromVisitor).map(({ data }) => data.body)
  return {
    name: item.visitor.name,
    emails: [...new Set([item.visitor.email, ...written.flatMap(emailsIn)])].filter(Boolean),
    phones: distinctPhones(written.flatMap(phonesIn)),
  }
}

/** What a person calls the page; its path when it has no title. */
export function pageName({ title, url }: Pick<Page, "title" | "url">): string {
  return title || pathOf(url)
}

export function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url
}

type Message = Extract<ConversationEvent, { kind: "message" }>

function isFromVisitor(event: ConversationEvent): event is Message {
  return event.kind === "message" && event.by.kind === "visitor"
}

function distinctPhones(phones: string[]): string[] {
  return [...new Map(phones.map((phone) => [phoneKey(phone), phone])).values()]
}

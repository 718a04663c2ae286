import type { ConversationEvent, Page } from "../shared/protocol"
import type { Chat } from "./reducers"
import { t } from "./texts"

/** An e-mail address, or six digits near to one another. */
const CONTACT = /@|(?:\d\D{0,3}){6}/

export function nameOf(chat: Chat): string {
  return chat.item.visitor.name || t("visitor.unnamed")
}

/** How often the visitor wrote what may be a way to reach them: then the server looks what it is. */
export function contactsSaid({ events }: Chat): number {
  return events.filter((event) => isFromVisitor(event) && CONTACT.test(event.data.body)).length
}

/** Where in the log the lead was captured last. */
export function lastLead({ events }: Chat): number {
  return events.findLast(({ kind }) => kind === "lead")?.seq ?? 0
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

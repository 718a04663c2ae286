// What passes between the client's page and the chat in its iframe: little, and never a token.
import type { Page } from "../shared/protocol"

/** From the client's page to the chat. */
export type ToChat =
  | { type: "shown"; isOpen: boolean }
  | { type: "page"; page: Page }
  | { type: "identify"; name: string; email: string }
  | { type: "send"; body: string }
  | { type: "reset" }

/** From the chat to the client's page. `text` is the agent's last unread message, for the bubble. */
export type ToHost =
  | { type: "close" }
  | { type: "unread"; count: number; text: string }
  | { type: "notify"; name: Notice; detail: string | number }

export type Notice = "message" | "status" | "offline" | "rated" | "error"

type Fields = Record<string, unknown>
type Schema<Message extends { type: string }> = Record<Message["type"], (message: Fields) => boolean>

const isText = (value: unknown): value is string => typeof value === "string"

const isPage = (value: unknown) => {
  const { url, title, referrer } = (value ?? {}) as Fields
  return isText(url) && isText(title) && isText(referrer)
}

export const toChat: Schema<ToChat> = {
  shown: ({ isOpen }) => typeof isOpen === "boolean",
  page: ({ page }) => isPage(page),
  identify: ({ name, email }) => isText(name) && isText(email),
  send: ({ body }) => isText(body),
  reset: () => true,
}

export const toHost: Schema<ToHost> = {
  close: () => true,
  unread: ({ count, text }) => Number.isInteger(count) && isText(text),
  notify: ({ name, detail }) => isText(name) && (isText(detail) || Number.isInteger(detail)),
}

export const wrap = (message: ToChat | ToHost) => ({ switchboard: message })

/** The message, if it is one of the schema's. Whoever calls has checked where it comes from. */
export function unwrap<Message extends { type: string }>(data: unknown, schema: Schema<Message>): Message | undefined {
  const message = (data as { switchboard?: Message } | null)?.switchboard
  return message && schema[message.type as Message["type"]]?.(message as Fields) ? message : undefined
}

import { expect, test } from "vitest"
import { toChat, toHost, unwrap, wrap } from "./bridge"

test("lets through what the schema knows", () => {
  const message = { type: "unread", count: 2, text: "Hello" } as const

  expect(unwrap(wrap(message), toHost)).toEqual(message)
})

test.each([
  null,
  "open",
  {},
  { switchboard: null },
  { switchboard: { type: "token" } },
  { switchboard: { type: ["shown"] } },
  { switchboard: { type: "shown", isOpen: "yes" } },
  { switchboard: { type: "page", page: { url: 1 } } },
  { switchboard: { type: "send", body: { html: "x" } } },
])("turns %j away", (data) => {
  expect(unwrap(data, toChat)).toBeUndefined()
})

import { beforeEach, expect, test } from "vitest"
import type { Draft } from "../../shared/drafts"
import type { Author, ConversationEvent, EventKind, EventOf, FileCard } from "../../shared/protocol"
import { Transcript } from "./transcript"

const AT = "2026-05-10T10:00:00Z"
const eva = { id: "a1", name: "Eva", photo: "" }
const agent: Author = { kind: "agent", id: "a1", name: "Eva" }
const visitor: Author = { kind: "visitor", id: "v1", name: "" }
const system: Author = { kind: "system", id: null, name: "" }

const file: FileCard = { id: "f1", name: "a.pdf", type: "application/pdf", size: 9, width: null, height: null, status: "pending" }

let transcript: Transcript
let seq: number

beforeEach(() => {
  transcript = new Transcript()
  transcript.begin("c1")
  seq = 0
})

function happen<Kind extends EventKind>(kind: Kind, data: EventOf<Kind>["data"], by = system, client_id?: string) {
  transcript.apply({ conv: "c1", seq: ++seq, kind, at: AT, by, data, client_id } as ConversationEvent)
}

const draft = (client_id: string, state: Draft["state"] = "sending"): Draft => {
  return { client_id, conv: "c1", body: client_id, at: Date.parse(AT), state }
}

const shown = () => transcript.rows.map(({ from, body, state }) => [from, body, state])

test("an agent who takes the conversation is announced once", () => {
  happen("assigned", { agent: eva })
  happen("accepted", {}, agent)
  happen("transferred", { agent: eva }, agent)

  expect(shown()).toEqual([["system", "joined", "sent"]])
  expect(transcript.agent).toEqual(eva)
})

test.each([
  ["assigned", { agent: eva }, "assigned"],
  ["accepted", {}, "open"],
  ["transferred", { agent: null }, "waiting"],
  ["returned", { reason: "agent_gone" }, "waiting"],
  ["closed", { outcome: null }, "closed"],
  ["reopened", {}, "waiting"],
] as const)("%s changes the status", (kind, data, status) => {
  happen(kind, data as never)

  expect(transcript.status).toBe(status)
})

test("what is not for visitors leaves no trace", () => {
  happen("hidden", {})

  expect(transcript.rows).toEqual([])
})

test("an own message appears once: as a draft, by its ack and by its event", () => {
  transcript.draft(draft("m1"))
  transcript.sent({ client_id: "m1", conv: "c1", seq: 1, id: "e1", at: AT, duplicate: false })
  happen("message", { body: "m1" }, visitor, "m1")

  expect(shown()).toEqual([["visitor", "m1", "sent"]])
})

test("an own message of another tab appears too", () => {
  happen("message", { body: "m1" }, visitor, "m1")

  expect(shown()).toEqual([["visitor", "m1", "sent"]])
})

test("what is still on its way stays below what has arrived", () => {
  transcript.draft(draft("m1"))
  happen("message", { body: "Hello" }, agent)

  expect(shown()).toEqual([
    ["agent", "Hello", "sent"],
    ["visitor", "m1", "sending"],
  ])
})

test("an own message takes its place by its number, whatever is loaded later", () => {
  transcript.draft(draft("m1"))
  transcript.sent({ client_id: "m1", conv: "c1", seq: 2, id: "e1", at: AT, duplicate: false })
  happen("message", { body: "Hello" }, agent)

  expect(shown()).toEqual([
    ["agent", "Hello", "sent"],
    ["visitor", "m1", "sent"],
  ])
})

test("a refused message stays where it was", () => {
  transcript.draft(draft("m1", "failed"))
  happen("message", { body: "Hello" }, agent)

  expect(shown().map(([, body]) => body)).toEqual(["m1", "Hello"])
})

test("a refused message says so", () => {
  transcript.draft(draft("m1"))
  transcript.draft({ ...draft("m1", "failed"), code: "too_large" })

  expect(transcript.rows[0]).toMatchObject({ state: "failed", code: "too_large" })
})

test("a new conversation goes on below the old one", () => {
  happen("message", { body: "Hello" }, agent)
  transcript.begin("c2")

  expect(transcript).toMatchObject({ conv: "c2", status: "waiting", agent: null })
  expect(transcript.rows.length).toBe(1)
})

test("an edited message says the newest text", () => {
  happen("message", { body: "Helo" }, agent)
  happen("edited", { of: 1, body: "Hello" }, agent)

  expect(transcript.rows[0]).toMatchObject({ body: "Hello", isEdited: true })
  expect(transcript.rows.length).toBe(1)
})

test("of a removed message nothing is left, whatever comes after", () => {
  happen("message", { body: "Secret", files: [file] }, visitor, "m1")
  happen("redacted", { of: 1 }, agent)
  happen("edited", { of: 1, body: "Secret!" }, agent)

  expect(transcript.rows[0]).toMatchObject({ body: "", files: [], isRedacted: true, isEdited: false })
})

test("a note that was removed is not the visitor's business", () => {
  happen("hidden", {})
  happen("redacted", { of: 1 }, agent)

  expect(transcript.rows).toEqual([])
})

test("a file may be opened when its scan says so", () => {
  happen("message", { body: "", files: [file] }, agent)
  happen("file_ready", { file: "f1", status: "clean" })

  expect(transcript.rows[0].files).toEqual([{ ...file, status: "clean" }])
})

test("the cards of a draft stay until the message brings its own", () => {
  transcript.draft({ ...draft("m1"), attached: [file] })
  expect(transcript.rows[0].files).toEqual([file])
  happen("message", { body: "m1", files: [{ ...file, status: "clean" }] }, visitor, "m1")

  expect(transcript.rows[0].files[0].status).toBe("clean")
})

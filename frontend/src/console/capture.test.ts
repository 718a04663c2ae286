import { beforeEach, describe, expect, it, vi } from "vitest"
import { changeAmount, captureOf, correctLead, fillIn, loadPanel, mayCapture, saveLead } from "./capture"
import { boot, item, lead, leadPanel } from "./fixtures"
import { newChat } from "./reducers"
import * as state from "./state"
import { setTexts } from "./texts"

/** What the server answers next, and what it was asked. */
let answers: (() => Response | Promise<Response>)[] = []
const asked: { url: string; body: Record<string, unknown> }[] = []

vi.stubGlobal("document", { hidden: false })
vi.stubGlobal("fetch", async (url: string, { body }: RequestInit) => {
  asked.push({ url, body: body ? JSON.parse(body as string) : {} })
  return answers.shift()!()
})

const json = (body: object, status = 200) => () => new Response(JSON.stringify(body), { status })
const refused = (code: string, status: number, fields?: object) => json({ code, detail: "No.", fields }, status)
const lost = () => {
  throw new TypeError("Failed to fetch")
}

let conv = ""
let number = 0
const capture = () => captureOf(conv).value

beforeEach(async () => {
  conv = `chat-${++number}`
  asked.length = 0
  state.loadBoot(boot([]))
  answers = [json(leadPanel())]
  await loadPanel(conv)
})

function fillInAll() {
  for (const [key, text] of Object.entries({ name: "Anna", phone: "0905 123 456", request: "A kitchen" })) {
    fillIn(conv, key, text)
  }
}

describe("a draft", () => {
  it("belongs to its chat and outlives a look at another one, and what the server adds", async () => {
    fillIn(conv, "name", "Anna")
    const other = captureOf("another").value
    answers = [json(leadPanel({ suggestions: [{ field: "email", value: "a@b.test", text: "A@b.test" }] }))]
    await loadPanel(conv)

    expect(other.draft).toBeNull()
    expect(capture().draft?.values).toEqual({ category: "interest", name: "Anna" })
    expect(capture().panel?.suggestions).toHaveLength(1)
  })

  it("asks who was there before by what is typed", async () => {
    fillIn(conv, "phone", "0905 123 456")
    answers = [json(leadPanel())]
    await loadPanel(conv)

    expect(asked.at(-1)?.url).toContain("lead?phone=0905+123+456&email=")
  })

  it("is not overtaken by an answer to an earlier question", async () => {
    let answerLate: (response: Response) => void = () => undefined
    answers = [() => new Promise((resolve) => (answerLate = resolve)), json(leadPanel({ lead: lead() }))]
    const early = loadPanel(conv)
    await loadPanel(conv)
    answerLate(json(leadPanel())())
    await early

    expect(capture().panel?.lead?.id).toBe("lead")
  })
})

describe("saving", () => {
  it("asks for what is missing without asking the server", async () => {
    setTexts({ "lead.fill_in": "Fill this in." })
    fillIn(conv, "name", "Anna")
    changeAmount(conv, { value: "a lot" })

    expect(await saveLead(conv)).toBe(false)
    expect(Object.keys(capture().errors)).toEqual(["phone", "request", "value"])
    expect(asked).toHaveLength(1)

    fillIn(conv, "email", "anna@firma.test")
    expect(Object.keys(capture().errors)).toEqual(["request", "value"])
  })

  it("shows what was stored and forgets the draft", async () => {
    fillInAll()
    changeAmount(conv, { value: "1 200,50", currency: "CZK" })
    answers = [json(lead({ qualified: false }), 201)]

    expect(await saveLead(conv)).toBe(true)
    expect(asked.at(-1)?.body).toMatchObject({
      values: { name: "Anna", phone: "0905 123 456", request: "A kitchen", category: "interest" },
      value: "1200.50",
      currency: "CZK",
    })
    expect(capture().panel?.lead?.qualified).toBe(false)
    expect(capture().draft?.values).toEqual({ category: "interest" })
  })

  it("repeats the same under the same id, and another text under another", async () => {
    fillInAll()
    answers = [lost, lost, json(lead(), 201)]

    for (const text of ["A kitchen", "", "A bigger kitchen"]) {
      if (text) fillIn(conv, "request", text)
      await saveLead(conv)
    }

    const ids = asked.slice(1).map(({ body }) => body.client_id)
    expect(ids[0]).toBe(ids[1])
    expect(ids[2]).not.toBe(ids[0])
  })

  it("says at each field what the server found wrong", async () => {
    fillInAll()
    answers = [refused("invalid", 400, { phone: "Nobody can dial this.", value: ["Too much."] })]

    expect(await saveLead(conv)).toBe(false)
    expect(capture().errors).toEqual({ phone: "Nobody can dial this.", value: "Too much." })
    expect(capture().draft?.values.phone).toBe("0905 123 456")
  })

  it("tells when there is no answer, and keeps what was typed", async () => {
    setTexts({ "refused.network": "No network." })
    fillInAll()
    answers = [lost]
    await saveLead(conv)

    expect(capture()).toMatchObject({ failure: "No network.", isSaving: false })
    expect(capture().draft?.values.name).toBe("Anna")
  })
})

describe("correcting", () => {
  it("opens what is stored as it stands now", async () => {
    answers = [json(leadPanel({ lead: lead({ value: "99.90", details: { size: "3 m" } }) }))]
    await correctLead(conv)

    expect(capture().isCorrecting).toBe(true)
    expect(capture().draft).toMatchObject({ values: { name: "Anna", size: "3 m" }, value: "99.90", currency: "EUR" })
  })

  it("is over when the client has it", async () => {
    answers = [json(leadPanel({ lead: lead({ status: "delivered" }) }))]
    await correctLead(conv)

    expect(capture().isCorrecting).toBe(false)
  })

  it("gives way when the client gets it meanwhile", async () => {
    setTexts({ "refused.lead_delivered": "They have it." })
    answers = [json(leadPanel({ lead: lead() }))]
    await correctLead(conv)
    fillIn(conv, "name", "Anna B.")
    const delivered = lead({ status: "delivered" })
    answers = [refused("lead_delivered", 409), json(leadPanel({ lead: delivered }))]
    await saveLead(conv)
    await vi.waitFor(() => expect(capture().panel?.lead?.status).toBe("delivered"))

    expect(capture()).toMatchObject({ isCorrecting: false, failure: "They have it." })
  })
})

it("whoever has or had the chat captures, and the office for them", () => {
  const own = newChat(item("a", { status: "closed" }))
  const others = newChat(item("b", { agent: "agent-other" }))

  expect([own, others].map(mayCapture)).toEqual([true, false])
  state.loadBoot({ ...boot([]), me: { ...boot([]).me, agent: null, role: "supervisor" } })
  expect([own, others].map(mayCapture)).toEqual([true, true])
})

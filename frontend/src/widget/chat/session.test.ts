import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { SessionAnswer } from "../../shared/protocol"
import { MemoryStore } from "../../shared/storage"
import { Session } from "./session"

const KEY = "switchboard:br_1:session"

let storage: MemoryStore
let asked: { refresh?: string }[]
let answers: { status: number; body: object }[]
let others: boolean[]

const answer = (visitor: string, refresh: string) => {
  return { status: 200, body: { visitor, refresh, access: `access of ${visitor}`, expires_in: 900 } as SessionAnswer }
}

beforeEach(() => {
  vi.useFakeTimers()
  storage = new MemoryStore()
  asked = []
  answers = []
  others = []
  vi.stubGlobal("navigator", {})
  vi.stubGlobal("fetch", async (_url: string, { body }: { body: string }) => {
    asked.push(JSON.parse(body))
    const next = answers.shift()!
    return new Response(JSON.stringify(next.body), { status: next.status })
  })
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function create() {
  const onAnswer = (_answer: SessionAnswer, isOther: boolean) => void others.push(isOther)
  return new Session({ api: "/api/widget/v1/br_1/", storage, key: KEY, language: "sk", onAnswer })
}

test("keeps nothing before the first message", async () => {
  answers = [answer("v1", "r1")]
  const session = create()

  await session.token()
  expect(storage.length).toBe(0)
  session.keep()

  expect(JSON.parse(storage.getItem(KEY)!)).toEqual({ visitor: "v1", refresh: "r1" })
})

test("asks once for as long as the token lasts, also when many ask at once", async () => {
  answers = [answer("v1", "r1"), answer("v1", "r2")]
  const session = create()

  await Promise.all([session.token(), session.token()])
  await session.token()
  expect(asked).toEqual([{ language: "sk" }])
  vi.advanceTimersByTime(880_000)
  await session.token()

  expect(asked).toEqual([{ language: "sk" }, { language: "sk", refresh: "r1" }])
})

test("uses the refresh token that another tab has stored meanwhile", async () => {
  answers = [answer("v1", "r1"), answer("v1", "r3")]
  const session = create()
  await session.token()
  session.keep()

  storage.setItem(KEY, JSON.stringify({ visitor: "v1", refresh: "r2" }))
  expect(session.hasMoved()).toBe(false)
  await session.renew()

  expect(asked[1].refresh).toBe("r2")
})

test("becomes a new visitor when the old one is revoked", async () => {
  storage.setItem(KEY, JSON.stringify({ visitor: "v1", refresh: "r1" }))
  answers = [{ status: 401, body: { code: "bad_token", detail: "" } }, answer("v2", "r2")]

  expect(await create().token()).toBe("access of v2")

  expect(asked.map(({ refresh }) => refresh)).toEqual(["r1", undefined])
  expect(others).toEqual([true])
  expect(storage.length).toBe(0)
})

test("follows another tab that has begun to write as another visitor", async () => {
  answers = [answer("v1", "r1"), answer("v2", "r3")]
  const session = create()
  await session.token()

  storage.setItem(KEY, JSON.stringify({ visitor: "v2", refresh: "r2" }))
  expect(session.hasMoved()).toBe(true)
  session.follow()
  await session.token()

  expect(asked[1].refresh).toBe("r2")
})

test("an answer that comes after the visitor has signed out is for nobody", async () => {
  storage.setItem(KEY, JSON.stringify({ visitor: "v1", refresh: "r1" }))
  answers = [answer("v1", "r2"), answer("v2", "r3")]
  const session = create()

  const asking = session.renew()
  session.forget()
  await expect(asking).rejects.toThrow()
  expect(storage.length).toBe(0)
  expect(others).toEqual([])

  expect(await session.token()).toBe("access of v2")
  expect(asked[1].refresh).toBeUndefined()
})

test("a late refusal does not end the next visitor's session", async () => {
  storage.setItem(KEY, JSON.stringify({ visitor: "v1", refresh: "r1" }))
  answers = [{ status: 401, body: { code: "bad_token", detail: "" } }, answer("v2", "r2")]
  const session = create()

  const asking = session.renew()
  session.forget()
  const token = session.token()
  session.keep()
  await expect(asking).rejects.toThrow()

  expect(await token).toBe("access of v2")
  expect(JSON.parse(storage.getItem(KEY)!)).toEqual({ visitor: "v2", refresh: "r2" })
})

test("an answer that comes late does not overwrite what another tab has written", async () => {
  storage.setItem(KEY, JSON.stringify({ visitor: "v1", refresh: "r1" }))
  answers = [answer("v1", "r2")]
  const session = create()

  const asking = session.renew()
  storage.setItem(KEY, JSON.stringify({ visitor: "v2", refresh: "s1" }))
  session.follow()
  await expect(asking).rejects.toThrow()

  expect(JSON.parse(storage.getItem(KEY)!)).toEqual({ visitor: "v2", refresh: "s1" })
})

test("begins anew when what is stored cannot be read", async () => {
  storage.setItem(KEY, "{")
  answers = [answer("v1", "r1")]

  expect(await create().token()).toBe("access of v1")
})

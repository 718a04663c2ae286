import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { FileCard } from "../../shared/protocol"
import type { Tools } from "../chat/tools"
import type { Row } from "../chat/transcript"
import { FakeElement, stubPage } from "../testing"
import { Files } from "./files"

const picture: FileCard = { id: "f", name: "a.png", type: "image/png", size: 9, width: 4, height: 3, status: "clean" }
const tools = { client: { rest: { call: async () => ({ url: "/f" }) } }, language: "sk", t: String } as unknown as Tools
const settled = () => new Promise((resolve) => setTimeout(resolve))
let decode: () => Promise<void>

beforeEach(() => {
  stubPage()
  vi.stubGlobal("fetch", async () => new Response("bytes"))
  vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:f")
  vi.spyOn(URL, "revokeObjectURL")
  vi.spyOn(document, "createElement").mockImplementation((tag) => {
    return Object.assign(new FakeElement(tag), { decode, prepend() {} }) as unknown as HTMLElement
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

async function show() {
  new Files({ files: [picture] } as unknown as Row, tools).draw()
  await settled()
}

test("the bytes of a picture are held until it is on the screen", async () => {
  let arrive = () => {}
  decode = () => new Promise((resolve) => (arrive = resolve))
  await show()
  expect(URL.revokeObjectURL).not.toHaveBeenCalled()

  arrive()
  await settled()

  expect(URL.revokeObjectURL).toHaveBeenCalledWith("blob:f")
})

test("nor are the bytes of one held that cannot be shown", async () => {
  decode = () => Promise.reject(new Error("broken"))
  await show()

  expect(URL.revokeObjectURL).toHaveBeenCalledWith("blob:f")
})

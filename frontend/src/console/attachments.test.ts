import { beforeEach, describe, expect, it, vi } from "vitest"

const sent = vi.hoisted(() => ({ fails: false }))
vi.stubGlobal("document", { hidden: false, documentElement: { lang: "en" } })
vi.stubGlobal("matchMedia", () => ({ matches: false }))
vi.stubGlobal("localStorage", undefined)
vi.mock("./api", async (original) => ({
  ...(await original<object>()),
  postFile: async (_conversation: string, id: string, { name, type, size }: File) => {
    if (sent.fails) throw new Error("away")
    return { id: `file-${id}`, name, type, size, width: null, height: null, status: "clean" }
  },
}))

const { attach, attachmentsOf, detach, MOST_FILES, takeAttached, upload } = await import("./attachments")
const { notice } = await import("./view")

const txt = (name: string) => new File(["text"], name, { type: "text/plain" })
const settled = () => new Promise((resolve) => setTimeout(resolve))
let conversation = ""

beforeEach(() => {
  conversation = crypto.randomUUID()
  sent.fails = false
  notice.value = ""
})

describe("files of a reply", () => {
  it("are uploaded at once and go with it", async () => {
    attach(conversation, [txt("one.txt"), txt("two.txt")])
    expect(attachmentsOf(conversation).value.map(({ card }) => card)).toEqual([undefined, undefined])
    await settled()

    const taken = takeAttached(conversation)

    expect(taken).toHaveLength(2)
    expect(attachmentsOf(conversation).value).toEqual([])
  })

  it("can be taken out, also while they are on their way", async () => {
    attach(conversation, [txt("one.txt"), txt("two.txt")])
    detach(conversation, attachmentsOf(conversation).value[0])
    await settled()

    expect(attachmentsOf(conversation).value.map(({ file }) => file.name)).toEqual(["two.txt"])
  })

  it("stay to be tried again when they do not get through", async () => {
    sent.fails = true
    attach(conversation, [txt("one.txt")])
    await settled()
    expect(attachmentsOf(conversation).value[0].code).toBe("network")

    sent.fails = false
    await upload(conversation, attachmentsOf(conversation).value[0])

    expect(takeAttached(conversation)).toHaveLength(1)
  })

  it("let go of their previews when they did not get through and the reply goes without them", async () => {
    const revoked = vi.spyOn(URL, "revokeObjectURL")
    sent.fails = true
    attach(conversation, [new File([""], "one.png", { type: "image/png" })])
    const { preview } = attachmentsOf(conversation).value[0]
    await settled()

    takeAttached(conversation)

    expect(revoked).toHaveBeenCalledWith(preview)
  })

  it("are no more than fit into a message, and of kinds that are allowed", () => {
    attach(conversation, Array.from({ length: MOST_FILES + 1 }, (_, index) => txt(`${index}.txt`)))
    expect(attachmentsOf(conversation).value).toHaveLength(MOST_FILES)
    expect(notice.value).toContain("5.txt")

    attach("another", [new File([""], "run.exe", { type: "application/x-msdownload" })])
    expect(attachmentsOf("another").value).toEqual([])
  })
})

import { beforeEach, expect, test } from "vitest"
import { ReadMarks } from "../../shared/read-marks"
import { MemoryStore } from "../../shared/storage"
import { message } from "../../shared/testing"
import { Reading } from "./reading"
import { Transcript } from "./transcript"

let told: number[]
let reading: Reading
let transcript: Transcript

beforeEach(() => {
  told = []
  reading = new Reading(new MemoryStore(), "read", {
    side: "visitor",
    send: (_conv, seq) => told.push(seq) > 0,
    onChange: () => {},
  })
  transcript = new Transcript()
  transcript.begin("c1")
  transcript.apply(message(1))
})

function look(isVisible: boolean, isFocused: boolean) {
  Object.assign(reading, { isVisible, isFocused })
  reading.look(transcript)
}

test("what is not on the screen is unread", () => {
  look(false, false)

  expect(reading.unreadOf(transcript).map(({ seq }) => seq)).toEqual([1])
})

test("the agent learns only what somebody saw who was there", () => {
  reading.adopt(new ReadMarks(reading.options))

  look(true, false)
  expect(told).toEqual([])
  look(true, true)

  expect(told).toEqual([1])
  expect(reading.unreadOf(transcript)).toEqual([])
})

test("keeps what it hears until the marks are there", () => {
  const marks = new ReadMarks(reading.options)
  reading.hear("c1", { agent: 4 })

  reading.adopt(marks)

  expect(marks.of("c1", "agent")).toBe(4)
})

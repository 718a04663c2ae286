// After every action of the server: the events that the visitor got make what the server has.
import { describe, expect, it } from "vitest"
import { between, steps, visitorEvents } from "../../shared/story"
import { Transcript } from "./transcript"

function afterEvents(upto: number): Transcript {
  const transcript = new Transcript()
  transcript.begin(steps[0].card.id)
  for (const event of between(visitorEvents, 0, upto)) transcript.apply(event)
  return transcript
}

describe("what events make is what the server has", () => {
  it.each(steps)("$action", ({ card }) => {
    const { status, agent } = afterEvents(card.head)

    expect(status).toBe(card.status)
    if (card.status !== "closed") expect(agent).toEqual(card.agent)
  })
})

it("every message of the log is a row, in its order, once", () => {
  const rows = afterEvents(Infinity).rows.filter(({ from }) => from !== "system")
  const messages = visitorEvents.filter(({ kind }) => kind === "message")

  expect(rows.map(({ seq }) => seq)).toEqual(messages.map(({ seq }) => seq))
})

it("rows say the newest text, and nothing of what was removed", () => {
  const said = new Map<number, string>()
  for (const { kind, seq, data } of visitorEvents) {
    if (kind === "message") said.set(seq, data.body)
    if (kind === "edited") said.set(data.of, data.body)
  }
  const rows = afterEvents(Infinity).rows.filter(({ from }) => from !== "system")

  expect(rows.map(({ body }) => body)).toEqual([...said.values()])
})

it("events as they were pushed make the same as events that are fetched later", () => {
  const pushed = steps.flatMap(({ to_visitor }) => to_visitor).filter((frame) => frame.t === "event")
  const transcript = new Transcript()
  transcript.begin(steps[0].card.id)
  for (const event of pushed.sort((one, other) => one.seq - other.seq)) transcript.apply(event)

  expect(transcript.rows).toEqual(afterEvents(Infinity).rows)
})

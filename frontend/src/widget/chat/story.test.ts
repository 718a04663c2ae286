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
  const messages = visitorEvents.flatMap((event) => (event.kind === "message" ? [event] : []))

  expect(rows.map(({ body }) => body)).toEqual(messages.map(({ data }) => data.body))
  expect(rows.map(({ seq }) => seq)).toEqual(messages.map(({ seq }) => seq))
})

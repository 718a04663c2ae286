import { expect, test, vi } from "vitest"
import { MemoryStore } from "../../shared/storage"
import { Outgoing } from "./outgoing"

vi.useFakeTimers()

function create() {
  const send = () => true
  return new Outgoing({ storage: new MemoryStore(), prefix: "o:", send, post: vi.fn(), onChange: vi.fn(), onSent: vi.fn() })
}

test("a first message that has to wait is a crowd, and can be left for later instead", () => {
  const outgoing = create()
  outgoing.add({ conv: null, client_id: "m1", body: "Hello" })
  outgoing.add({ conv: null, client_id: "m2", body: "Anybody?" })

  outgoing.refuse({ client_id: "m1", code: "rate", retry_after: 60 })
  expect(outgoing).toMatchObject({ isCrowded: true, unheard: "Hello\nAnybody?" })
  outgoing.dropUnheard()

  expect(outgoing).toMatchObject({ isCrowded: false, unheard: "" })
})

test("somebody who writes too fast is no crowd", () => {
  const outgoing = create()
  outgoing.add({ conv: "c1", client_id: "m1", body: "Hello" })

  outgoing.refuse({ client_id: "m1", code: "rate", retry_after: 1 })

  expect(outgoing.isCrowded).toBe(false)
})

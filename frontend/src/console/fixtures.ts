import type {
  AuthorKind,
  Colours,
  ConsoleBoot,
  ConsoleBrand,
  ConversationEvent,
  EventKind,
  EventOf,
  Item,
  Lead,
  LeadField,
  LeadPanel,
} from "../shared/protocol"

const dark = "#171a21"
const light = "#ffffff"
const colours: Colours = {
  fill: dark,
  ink: light,
  edge_light: dark,
  edge_dark: light,
  text_light: dark,
  text_dark: light,
}

/** The agent at this console in every test. */
export const ME = "agent-me"

export function brand(id: string, name: string, facts: [string, string][] = [], privacy = ""): ConsoleBrand {
  const text = { slug: id, monogram: name.slice(0, 2), language: "sk", greeting: "", alias: "Zuzana", photo: "" }
  return { id, key: id, name, privacy_url: privacy, colours, facts, ...text }
}

export function item(id: string, changes: Partial<Item> = {}): Item {
  return {
    id,
    brand: "nova",
    seq: 1,
    status: "open",
    agent: ME,
    visitor: { id: `visitor-${id}`, name: "Peter", email: "", verified: false },
    language: "sk",
    page: { url: "https://nova.test/", title: "" },
    queued_at: at(0),
    assigned_at: at(0),
    accepted_at: null,
    first_response_at: null,
    unanswered_since: null,
    closed_at: null,
    outcome: null,
    preview: null,
    earlier: 0,
    ...changes,
  }
}

export function at(second: number): string {
  return new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString()
}

/** The event number `seq`, said at that second. */
export function event<Kind extends EventKind>(
  seq: number,
  kind: Kind,
  by: AuthorKind,
  data: EventOf<Kind>["data"],
): ConversationEvent {
  const id = by === "agent" ? ME : by === "visitor" ? "visitor" : null
  return { conv: "c", seq, kind, at: at(seq), by: { kind: by, id, name: by }, data } as ConversationEvent
}

export function said(seq: number, by: AuthorKind, body = "Hello"): ConversationEvent {
  return event(seq, "message", by, { body })
}

export function boot(conversations: Item[]): ConsoleBoot {
  const person = { member: "m", agent: ME, name: "Zuzana K", role: "agent", language: "sk" }
  return {
    me: { ...person, status: "available", reason: null, capacity: 4 },
    brands: [brand("nova", "Studio Nova")],
    agents: [],
    canned: [],
    outcomes: [],
    reasons: [],
    conversations,
    feed: 1,
    epoch: "e",
    now: at(10),
    limits: { body: 4000, frame: 65_536, rate: 10 },
    texts: {},
  }
}

function field(key: string, kind: LeadField["kind"], required = false): LeadField {
  const options = kind === "choice" ? [{ code: "interest", label: "Interested" }, { code: "supplier", label: "Supplier" }] : []
  return { key, label: key, kind, required, max_length: 100, options }
}

/** The default form of a brand. */
export function leadPanel(changes: Partial<LeadPanel> = {}): LeadPanel {
  const fields = [
    field("name", "text", true),
    field("phone", "phone"),
    field("email", "email"),
    field("request", "long", true),
    field("category", "choice"),
  ]
  return { form: { brand: "nova", version: 0, fields, currency: "EUR" }, suggestions: [], duplicates: [], lead: null, ...changes }
}

export function lead(changes: Partial<Lead> = {}): Lead {
  return {
    id: "lead",
    captured_at: at(0),
    delivered_at: null,
    status: "new",
    name: "Anna",
    phone: "+421905123456",
    email: "",
    request: "A kitchen",
    category: "interest",
    details: {},
    value: null,
    currency: "EUR",
    qualified: true,
    results: [],
    ...changes,
  }
}

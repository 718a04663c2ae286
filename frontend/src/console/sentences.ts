import type { ConversationEvent } from "../shared/protocol"
import { me, outcomes } from "./state"
import { t } from "./texts"
import { pageName } from "./visitor"

export function authorOf({ by }: ConversationEvent): string {
  if (by.kind === "visitor") return by.name || t("visitor.unnamed")
  const isOwn = by.id !== null && (by.id === me.value?.agent || by.id === me.value?.member)
  return isOwn ? t("log.you") : by.name
}

/** What happened, in words; empty for what shows elsewhere. */
export function sentenceOf(event: ConversationEvent): string {
  const by = event.by.kind === "system" ? t("log.system") : authorOf(event)
  switch (event.kind) {
    case "started":
      return t("log.started", { by, page: pageName(event.data.page) })
    case "assigned":
      return t("log.assigned", { agent: event.data.agent.name })
    case "accepted":
      return t("log.accepted", { by })
    case "transferred":
      return transferredBy(by, event.data)
    case "returned":
      return t(event.data.reason === "agent_gone" ? "log.agent_gone" : "log.returned")
    case "closed":
      return closedBy(by, event.data.outcome)
    case "reopened":
      return t("log.reopened", { by })
    case "watched":
      return t(event.data.on ? "log.watched" : "log.unwatched", { by })
    case "lead":
      return t(event.data.qualified ? "log.lead" : "log.lead_unqualified", { by })
    default:
      return ""
  }
}

function transferredBy(by: string, { agent, taken }: { agent: { name: string } | null; taken?: true }): string {
  if (taken) return t("log.taken_over", { by })
  return agent ? t("log.transferred", { by, agent: agent.name }) : t("log.to_team", { by })
}

function closedBy(by: string, code: string | null): string {
  const outcome = outcomes.value.find((choice) => choice.code === code)?.label
  return outcome ? t("log.closed_as", { by, outcome }) : t("log.closed", { by })
}

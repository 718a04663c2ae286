import type { ConversationEvent } from "../shared/protocol"
import { discard, retry } from "./actions"
import type { Outgoing } from "./outgoing"
import { me, outcomes } from "./state"
import { t, tCode } from "./texts"
import { momentOf, timeOf } from "./time"
import { pageName } from "./visitor"

/** One line of the log. */
export function Entry({ event }: { event: ConversationEvent }) {
  if (event.kind === "hidden") return null
  if (event.kind === "message" || event.kind === "note") return <Bubble event={event} />
  return (
    <div class="entry system">
      {sentenceOf(event)} · <Time at={event.at} />
    </div>
  )
}

function Bubble({ event }: { event: Extract<ConversationEvent, { kind: "message" | "note" }> }) {
  const { by, data } = event
  const side = event.kind === "note" ? "note" : by.kind === "visitor" ? "visitor" : "own"
  const author = authorOf(event)
  return (
    <div class={`entry ${side}`}>
      <p>
        <span class="sr">{author}: </span>
        {data.body}
      </p>
      <small>
        {side === "note" && `${t("log.note")} · `}
        {side !== "visitor" && `${author} · `}
        <Time at={event.at} />
      </small>
    </div>
  )
}

export function OutgoingEntry({ message }: { message: Outgoing }) {
  const isFailed = message.state === "failed"
  return (
    <div class={`entry ${message.note ? "note" : "own"} ${message.state}`}>
      <p>
        <span class="sr">{t("log.you")}: </span>
        {message.body}
      </p>
      <small role={isFailed ? "alert" : undefined}>
        {message.note && `${t("log.note")} · `}
        {isFailed ? <Failure message={message} /> : t(`log.${message.state as "sending" | "late" | "sent"}`)}
      </small>
    </div>
  )
}

function Failure({ message }: { message: Outgoing }) {
  return (
    <>
      {t("log.failed")} {tCode("refused", message.code, "")}{" "}
      <button type="button" class="link" onClick={() => retry(message.client_id)}>
        {t("log.retry")}
      </button>{" "}
      <button type="button" class="link" onClick={() => discard(message.client_id)}>
        {t("log.discard")}
      </button>
    </>
  )
}

function Time({ at }: { at: string }) {
  return (
    <time dateTime={at} title={momentOf(at)}>
      {timeOf(at)}
    </time>
  )
}

function authorOf({ by }: ConversationEvent): string {
  if (by.kind === "visitor") return by.name || t("visitor.unnamed")
  return by.id && by.id === me.value?.agent ? t("log.you") : by.name
}

function sentenceOf(event: ConversationEvent): string {
  const by = event.by.kind === "system" ? t("log.system") : authorOf(event)
  switch (event.kind) {
    case "started":
      return t("log.started", { by, page: pageName(event.data.page) })
    case "assigned":
      return t("log.assigned", { agent: event.data.agent.name })
    case "accepted":
      return t("log.accepted", { by })
    case "transferred":
      return event.data.agent ? t("log.transferred", { by, agent: event.data.agent.name }) : t("log.to_team", { by })
    case "returned":
      return t(event.data.reason === "agent_gone" ? "log.agent_gone" : "log.returned")
    case "closed":
      return closedBy(by, event.data.outcome)
    case "reopened":
      return t("log.reopened", { by })
    case "rated":
      return ratedBy(by, event.data)
    case "lead":
      return t(event.data.qualified ? "log.lead" : "log.lead_unqualified", { by })
    default:
      return ""
  }
}

function closedBy(by: string, code: string | null): string {
  const outcome = outcomes.value.find((choice) => choice.code === code)?.label
  return outcome ? t("log.closed_as", { by, outcome }) : t("log.closed", { by })
}

function ratedBy(by: string, { score, comment }: { score: number; comment: string }): string {
  return comment ? t("log.rated_comment", { by, score, comment }) : t("log.rated", { by, score })
}

import { countdown, type Deadline, deadlineOf, minutes, waitOf } from "./deadline"
import type { Chat } from "./reducers"
import { now } from "./state"
import { t } from "./texts"

/** How long the agent has left to answer. It redraws itself with the clock, and nothing else does. */
export function Clock({ chat }: { chat: Chat }) {
  if (chat.item.status === "closed") return <span class="clock">{t("clock.closed")}</span>
  const deadline = deadlineOf(chat.item, now.value)
  if (!deadline) return <span class="clock">{t("clock.visitor")}</span>
  return <Pill deadline={deadline} text={countdown(deadline.left)} label={t("clock.left")} />
}

/** How long a visitor has been in the queue. */
export function Wait({ chat }: { chat: Chat }) {
  const deadline = waitOf(chat.item, now.value)
  if (!deadline) return null
  return <Pill deadline={deadline} text={minutes(deadline.limit - deadline.left)} label={t("clock.waiting")} />
}

function Pill({ deadline, text, label }: { deadline: Deadline; text: string; label: string }) {
  const left = Math.max(0, Math.round((deadline.left / deadline.limit) * 100))
  return (
    <span class={`clock timed ${deadline.tone}`} style={{ "--left": `${left}%` }}>
      <span class="sr">{label} </span>
      {text}
    </span>
  )
}

import type { AgentStatus } from "../shared/protocol"
import { me, reasons } from "./state"
import { t } from "./texts"

/** The agent's own status in words: the reason when there is one. */
export function ownStatus(): string {
  const { status, reason } = me.value!
  const label = reasons.value.find(({ code }) => code === reason)?.label
  return status === "away" && label ? label : statusName(status)
}

export function statusName(status: AgentStatus): string {
  return t(`status.${status}`)
}

import type { ConversationStatus } from "../../shared/protocol"

/** What the dialog shows. */
export type Phase = "greeting" | "waiting" | "chat" | "ended" | "offline"

export function phaseOf(status: ConversationStatus | null, isWritingAgain: boolean, isAway: boolean): Phase {
  if (status && status !== "closed") return status === "waiting" ? "waiting" : "chat"
  if (status === "closed" && !isWritingAgain) return "ended"
  return isAway ? "offline" : "greeting"
}

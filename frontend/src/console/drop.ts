import { useSignal } from "@preact/signals"
import { useRef } from "preact/hooks"
import { attach } from "./attachments"
import type { Chat } from "./reducers"
import { isMineNow } from "./state"

/** Browsers say several times a second that something is held over the page, and not surely when it left. */
const GONE_MS = 250

/** Files may be dropped anywhere on a chat that is the agent's own. */
export function useDrop(chat: Chat | undefined) {
  const isOver = useSignal(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const onDragOver = (event: DragEvent) => {
    if (!isMineNow(chat) || !event.dataTransfer?.types.includes("Files")) return
    event.preventDefault()
    isOver.value = true
    clearTimeout(timer.current)
    timer.current = setTimeout(() => (isOver.value = false), GONE_MS)
  }
  const onDrop = (event: DragEvent) => {
    const files = event.dataTransfer?.files
    if (!files?.length || !isMineNow(chat)) return
    event.preventDefault()
    attach(chat!.item.id, files)
  }
  return { isOver: isOver.value, onDragOver, onDrop }
}

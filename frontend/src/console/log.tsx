import { useComputed, useSignal } from "@preact/signals"
import { useLayoutEffect, useRef } from "preact/hooks"
import type { ConversationEvent } from "../shared/protocol"
import { Icon } from "./icons"
import { Entry } from "./entry"
import { type Later, laterIn } from "./later"
import { loadOlder } from "./link"
import { outgoing } from "./outgoing"
import { OutgoingEntry } from "./outgoing-entry"
import { chatOf, isMineNow } from "./state"
import { t } from "./texts"
import { dayOf } from "./time"
import { isAtEnd } from "./view"

/** This near to the end counts as reading the newest. */
const NEAR_END = 80

const NONE: ConversationEvent[] = []

export function Log({ id }: { id: string }) {
  const events = useComputed(() => chatOf(id)?.events ?? NONE).value
  const read = useComputed(() => chatOf(id)?.read ?? 0).value
  const isMine = useComputed(() => isMineNow(chatOf(id))).value
  const later = laterIn({ events, read })
  const own = outgoing.value.filter(({ conv }) => conv === id)
  const frame = useRef<HTMLDivElement>(null)
  const { isAway, onScroll, toEnd } = useEnd(frame, events.at(-1)?.seq, own.at(-1)?.client_id)
  const first = events[0]?.seq ?? 1
  const older = useOlder(id, frame, first)
  return (
    <div class="log-frame">
      <div
        class="log"
        role="log"
        aria-label={t("talk.log")}
        aria-busy={older.isLoading}
        tabIndex={0}
        ref={frame}
        onScroll={onScroll}
      >
        {first > 1 && (
          <button type="button" class="btn older" disabled={older.isLoading} onClick={older.load}>
            {t(older.isLoading ? "log.loading" : "log.older")}
          </button>
        )}
        {events.map((event, index) => (
          <Line
            key={event.client_id ?? event.seq}
            id={id}
            event={event}
            previous={events[index - 1]}
            later={later}
            isMine={isMine}
          />
        ))}
        {/* Read out once, when it has arrived: not while it is on its way as well. */}
        <div class="outgoing" aria-live="off">
          {own.map((message) => (
            <OutgoingEntry key={message.client_id} message={message} />
          ))}
        </div>
      </div>
      {isAway && (
        <button type="button" class="btn to-end" onClick={toEnd}>
          <Icon name="down" /> {t("log.newest")}
        </button>
      )}
    </div>
  )
}

interface LineProps {
  id: string
  event: ConversationEvent
  previous?: ConversationEvent
  later: Later
  isMine: boolean
}

function Line({ previous, ...props }: LineProps) {
  const { event } = props
  const isNewDay = dayOf(event.at) !== (previous && dayOf(previous.at))
  return (
    <>
      {isNewDay && <div class="day">{dayOf(event.at)}</div>}
      <Entry {...props} />
    </>
  )
}

/** Stays at the newest line, unless the agent has scrolled up to read. What he sends himself he wants to see. */
function useEnd(frame: { current: HTMLDivElement | null }, newest: number | undefined, sent: string | undefined) {
  const toEnd = () => frame.current?.scrollTo({ top: frame.current.scrollHeight })
  const onScroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = frame.current!
    isAtEnd.value = scrollHeight - scrollTop - clientHeight <= NEAR_END
  }
  const stay = () => {
    if (isAtEnd.peek()) toEnd()
  }
  useLayoutEffect(stay, [newest])
  useLayoutEffect(() => {
    isAtEnd.value = true
    // The text box below grows with the text in it.
    const watch = new ResizeObserver(stay)
    watch.observe(frame.current!)
    return () => watch.disconnect()
  }, [])
  useLayoutEffect(() => {
    if (sent) toEnd()
  }, [sent])
  return { isAway: !isAtEnd.value, onScroll, toEnd }
}

/** Older lines are put in above without moving what is being read. */
function useOlder(id: string, frame: { current: HTMLDivElement | null }, first: number) {
  const isLoading = useSignal(false)
  const height = useRef(0)
  const load = async () => {
    isLoading.value = true
    height.current = frame.current!.scrollHeight
    await loadOlder(id).catch(() => undefined)
    isLoading.value = false
  }
  useLayoutEffect(() => {
    if (height.current) frame.current!.scrollTop += frame.current!.scrollHeight - height.current
    height.current = 0
  }, [first])
  return { isLoading: isLoading.value, load }
}

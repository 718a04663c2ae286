import type { ComponentChildren } from "preact"
import { ChatRow, MOST_KEYS, OtherRow, WaitingRow } from "./rows"
import { isOffice, load, me, others, queue, slots } from "./state"
import { t, type TextKey } from "./texts"

export function Inbox() {
  return (
    <nav class="inbox" aria-label={t("inbox.label")}>
      <header>
        <h2>{t("inbox.chats")}</h2>
        {me.value?.agent && <Capacity />}
      </header>
      <ul role="list" class="slots" aria-label={t("inbox.chats")}>
        {slotRows().map((id, index) => (
          <li key={index}>{id ? <ChatRow key={id} id={id} slot={index + 1} /> : <FreeSlot />}</li>
        ))}
      </ul>
      <Section label="inbox.queue" count={queue.value.length}>
        {queue.value.map((id, index) => (
          <li key={id}>
            <WaitingRow id={id} isOldest={index === 0} />
          </li>
        ))}
      </Section>
      {isOffice() && (
        <Section label="inbox.others" count={others.value.length}>
          {others.value.map((id) => (
            <li key={id}>
              <OtherRow id={id} />
            </li>
          ))}
        </Section>
      )}
    </nav>
  )
}

interface SectionProps {
  label: TextKey
  count: number
  children: ComponentChildren
}

function Section({ label, count, children }: SectionProps) {
  return (
    <>
      <h3>
        <span>{t(label)}</span>
        <span class="num">{count}</span>
      </h3>
      <ul role="list" aria-label={t(label)}>
        {children}
      </ul>
    </>
  )
}

/** Free slots are drawn up to the capacity, as far as keys reach, so that a new chat moves nothing else. */
function slotRows() {
  const free = Math.min(me.value?.capacity ?? 0, MOST_KEYS) - slots.value.length
  return [...slots.value, ...Array<null>(Math.max(0, free)).fill(null)]
}

function Capacity() {
  const capacity = me.value?.capacity ?? 0
  const taken = load.value
  return (
    <span class={`chip num ${taken < capacity ? "info" : "warn"}`}>
      <span class="sr">{t("inbox.capacity")} </span>
      {taken} / {capacity}
    </span>
  )
}

function FreeSlot() {
  return <div class="free">{t("inbox.free")}</div>
}

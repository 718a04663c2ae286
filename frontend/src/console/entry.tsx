import type { ConversationEvent, EventOf } from "../shared/protocol"
import { FileList } from "./file-list"
import { canEdit, canRemove, isText, type Later, type Text } from "./later"
import { Icon } from "./icons"
import { isWhisper } from "./reducers"
import { authorOf, sentenceOf } from "./sentences"
import { t } from "./texts"
import { momentOf, timeOf } from "./time"
import { dialog, focusComposer } from "./view"
import { beginEdit } from "./writing"

interface Props {
  id: string
  event: ConversationEvent
  later: Later
  isMine: boolean
}

/** One line of the log. */
export function Entry({ event, ...props }: Props) {
  if (isText(event)) return <Bubble event={event} {...props} />
  if (event.kind === "rated") return <Rating event={event} />
  const sentence = sentenceOf(event)
  if (!sentence) return null
  return (
    <div class="entry system">
      {sentence} · <Time at={event.at} />
    </div>
  )
}

function Bubble({ id, event, later, isMine }: Props & { event: Text }) {
  const { data } = event
  const author = authorOf(event)
  return (
    <div class={`entry ${sideOf(event)} ${data.redacted ? "removed" : ""}`}>
      <div class="words">
        <Words event={event} author={author} later={later} />
        <Tools id={id} event={event} later={later} isMine={isMine} />
      </div>
      <small>
        {event.kind === "note" && `${t(isWhisper(event) ? "log.whisper" : "log.note")} · `}
        {event.by.kind !== "visitor" && `${author} · `}
        <Time at={event.at} />
        {later.bodies.has(event.seq) && !data.redacted && ` · ${t("log.edited")}`}
        {event.seq === later.readUpTo && ` · ${t("log.read")}`}
      </small>
    </div>
  )
}

function sideOf(event: Text): string {
  if (event.kind === "note") return isWhisper(event) ? "note whisper" : "note"
  return event.by.kind === "visitor" ? "visitor" : "own"
}

interface WordsProps {
  event: Text
  author: string
  later: Later
}

function Words({ event, author, later }: WordsProps) {
  const { data, seq } = event
  const body = data.redacted ? t("log.removed") : (later.bodies.get(seq) ?? data.body)
  const files = event.kind === "message" ? event.data.files : undefined
  return (
    <>
      {(body || !files) && (
        <p>
          <span class="sr">{author}: </span>
          {body}
        </p>
      )}
      {files && <FileList files={files} statuses={later.statuses} />}
    </>
  )
}

/** What can still be done with a message: on hover, by keyboard from the text box backwards, and never read out. */
function Tools({ id, event, later, isMine }: Props & { event: Text }) {
  const edit = () => {
    beginEdit(id, event.seq, later.bodies.get(event.seq) ?? event.data.body)
    focusComposer()
  }
  return (
    <div class="tools" aria-live="off">
      {canEdit(event, isMine) && (
        <button type="button" aria-label={t("log.edit")} title={t("log.edit")} onClick={edit}>
          <Icon name="edit" />
        </button>
      )}
      {canRemove(event, isMine) && (
        <button
          type="button"
          aria-label={t("log.remove")}
          title={t("log.remove")}
          onClick={() => (dialog.value = { kind: "remove", seq: event.seq })}
        >
          <Icon name="remove" />
        </button>
      )}
    </div>
  )
}

function Rating({ event }: { event: EventOf<"rated"> }) {
  const { score, comment } = event.data
  return (
    <div class="entry system rating">
      <span class="stars" aria-hidden="true">
        {"★".repeat(score)}
        {"☆".repeat(5 - score)}
      </span>{" "}
      {t("log.rated", { by: authorOf(event), score })} · <Time at={event.at} />
      {comment && <q>{comment}</q>}
    </div>
  )
}

function Time({ at }: { at: string }) {
  return (
    <time dateTime={at} title={momentOf(at)}>
      {timeOf(at)}
    </time>
  )
}

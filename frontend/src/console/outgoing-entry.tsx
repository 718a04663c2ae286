import type { FileStatus } from "../shared/protocol"
import { discard, retry } from "./actions"
import { FileList } from "./file-list"
import type { Outgoing } from "./outgoing"
import { t, tCode } from "./texts"

/** The scanner speaks in events, of which there is none yet. */
const UNKNOWN = new Map<string, FileStatus>()

/** A message on its way. */
export function OutgoingEntry({ message }: { message: Outgoing }) {
  const isFailed = message.state === "failed"
  return (
    <div class={`entry ${message.note ? "note" : "own"} ${message.state}`}>
      <div class="words">
        {message.body && (
          <p>
            <span class="sr">{t("log.you")}: </span>
            {message.body}
          </p>
        )}
        {message.attached && <FileList files={message.attached} statuses={UNKNOWN} />}
      </div>
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

import { discard, retry } from "./actions"
import { attachmentOf } from "./attachments"
import { Icon } from "./icons"
import type { Outgoing } from "./outgoing"
import { t, tCode } from "./texts"

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
        {message.files && <OutgoingFiles files={message.files} />}
      </div>
      <small role={isFailed ? "alert" : undefined}>
        {message.note && `${t("log.note")} · `}
        {isFailed ? <Failure message={message} /> : t(`log.${message.state as "sending" | "late" | "sent"}`)}
      </small>
    </div>
  )
}

function OutgoingFiles({ files }: { files: string[] }) {
  return (
    <ul role="list" class="files">
      {files.map((id) => (
        <li key={id} class="file">
          <Icon name="file" />
          <span class="name">{attachmentOf(id)?.file.name}</span>
        </li>
      ))}
    </ul>
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

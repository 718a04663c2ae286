import { type Attachment, attachmentsOf, detach, upload } from "./attachments"
import { Icon } from "./icons"
import { sizeOf } from "./sizes"
import { t, tCode } from "./texts"

/** The files above the text box, before they are sent. */
export function AttachmentList({ id }: { id: string }) {
  const attachments = attachmentsOf(id).value
  if (attachments.length === 0) return null
  return (
    <ul role="list" class="attachments" aria-label={t("file.attached")}>
      {attachments.map((attachment) => (
        <li key={attachment.client_id} class={attachment.code ? "failed" : ""}>
          <Picture attachment={attachment} />
          <span class="name">{attachment.file.name}</span>
          <small role={attachment.code ? "alert" : undefined}>
            <Progress id={id} attachment={attachment} />
          </small>
          <button
            type="button"
            class="btn ghost"
            aria-label={t("file.take_out", { name: attachment.file.name })}
            onClick={() => detach(id, attachment)}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  )
}

function Picture({ attachment: { preview } }: { attachment: Attachment }) {
  return preview ? <img src={preview} alt="" /> : <Icon name="file" />
}

function Progress({ id, attachment }: { id: string; attachment: Attachment }) {
  const { card, code, file } = attachment
  if (card) return <>{sizeOf(file.size)}</>
  if (!code) return <>{t("file.uploading")}</>
  return (
    <>
      {tCode("refused", code, t("file.failed"))}{" "}
      <button type="button" class="link" onClick={() => upload(id, attachment)}>
        {t("log.retry")}
      </button>
    </>
  )
}

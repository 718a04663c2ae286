import type { FileCard, FileStatus } from "../shared/protocol"
import { download, isPicture, pictureOf } from "./files"
import { Icon } from "./icons"
import { sizeOf } from "./sizes"
import { t } from "./texts"
import { complain } from "./view"

const BOX = { width: 280, height: 200 }

interface Props {
  files: FileCard[]
  /** What the scanner said since. */
  statuses: ReadonlyMap<string, FileStatus>
}

/** The files of a message. */
export function FileList({ files, statuses }: Props) {
  return (
    <ul role="list" class="files" aria-label={t("file.files")}>
      {files.map((file) => (
        <li key={file.id}>
          <FileEntry file={file} status={statuses.get(file.id) ?? file.status} />
        </li>
      ))}
    </ul>
  )
}

function FileEntry({ file, status }: { file: FileCard; status: FileStatus }) {
  if (status !== "clean") return <Unavailable file={file} status={status} />
  const get = () => download(file).catch(complain)
  return (
    <button type="button" class={isPicture(file) ? "picture" : "file"} title={t("file.download")} onClick={get}>
      {isPicture(file) ? <Picture file={file} /> : <Name file={file} icon="file" detail={sizeOf(file.size)} />}
    </button>
  )
}

/** It has its place before it has arrived, so that nothing jumps. */
function Picture({ file }: { file: FileCard }) {
  return <img src={pictureOf(file).value || undefined} alt={file.name} {...boxOf(file)} />
}

function boxOf({ width, height }: FileCard) {
  if (!width || !height) return BOX
  const scale = Math.min(1, BOX.width / width, BOX.height / height)
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}

/** Nobody opens a file before it was looked at, nor one that was found bad. */
function Unavailable({ file, status }: { file: FileCard; status: "pending" | "blocked" }) {
  return (
    <span class={`file ${status}`}>
      <Name file={file} icon={status === "blocked" ? "block" : "file"} detail={t(`file.${status}`)} />
    </span>
  )
}

function Name({ file, icon, detail }: { file: FileCard; icon: "file" | "block"; detail: string }) {
  return (
    <>
      <Icon name={icon} />
      <span class="name">{file.name}</span>
      <small>{detail}</small>
    </>
  )
}

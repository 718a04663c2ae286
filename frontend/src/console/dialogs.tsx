import type { AgentStatus } from "../shared/protocol"
import { close, setStatus } from "./actions"
import { BlockDialog } from "./block-dialog"
import type { WrongBrand } from "./guard"
import { shortcuts } from "./keys"
import { Modal, type Option, Options } from "./modal"
import { MoreDialog } from "./more-dialog"
import { RemoveDialog } from "./remove-dialog"
import { SearchDialog } from "./search-dialog"
import { me, openBrand, openChat, outcomes, reasons } from "./state"
import { t } from "./texts"
import { TranscriptDialog } from "./transcript-dialog"
import { TransferDialog } from "./transfer-dialog"
import { closeDialog, dialog } from "./view"
import { nameOf } from "./visitor"

export function Dialogs() {
  const shown = dialog.value
  switch (shown?.kind) {
    case "block":
      return <BlockDialog />
    case "close":
      return <CloseDialog />
    case "more":
      return <MoreDialog />
    case "remove":
      return <RemoveDialog seq={shown.seq} />
    case "transcript":
      return <TranscriptDialog />
    case "transfer":
      return <TransferDialog />
    case "status":
      return <StatusDialog />
    case "search":
      return <SearchDialog />
    case "help":
      return <HelpDialog />
    case "guard":
      return <GuardDialog wrong={shown.wrong} sendAnyway={shown.sendAnyway} />
    default:
      return null
  }
}

function CloseDialog() {
  const chat = openChat.value
  if (!chat) return null
  const closeAs = (outcome: string) => {
    closeDialog()
    close(chat.item.id, outcome)
  }
  return (
    <Modal title={t("close.title", { visitor: nameOf(chat) })}>
      <p class="muted">{t("close.hint")}</p>
      <Options options={outcomes.value} onPick={closeAs} />
    </Modal>
  )
}

function StatusDialog() {
  if (!me.value) return null
  const change = (code: string) => {
    const [status, reason] = code.split("/")
    closeDialog()
    setStatus(status as AgentStatus, reason)
  }
  return (
    <Modal title={t("status.title")} kind="menu">
      <Options options={statusOptions()} onPick={change} />
    </Modal>
  )
}

/** Every reason to be away is a choice of its own: one key less on the way to lunch. */
function statusOptions(): Option[] {
  const away = reasons.value.map(({ code, label }) => ({ code: `away/${code}`, label, detail: t("status.away") }))
  const options: Option[] = [
    { code: "available", label: t("status.available"), detail: t("status.available_hint") },
    ...(away.length ? away : [{ code: "away", label: t("status.away") }]),
    { code: "offline", label: t("status.offline"), detail: t("status.offline_hint") },
  ]
  const { status, reason } = me.value!
  const current = status === "away" && reason ? `away/${reason}` : status
  return options.map((option) => ({ ...option, isCurrent: option.code === current }))
}

function HelpDialog() {
  return (
    <Modal title={t("help.title")}>
      <dl class="shortcuts">
        {shortcuts.map(([keys, text]) => (
          <div key={keys}>
            <dt>
              {keys.split(" ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}

function GuardDialog({ wrong, sendAnyway }: { wrong: WrongBrand; sendAnyway: () => void }) {
  const own = openBrand.value?.name ?? ""
  const confirm = () => {
    closeDialog()
    sendAnyway()
  }
  return (
    <Modal title={t("guard.title")} kind="alarm">
      <p>{t("guard.text", { own, found: wrong.found, other: wrong.brand.name })}</p>
      <div class="buttons">
        <button type="button" class="btn danger" onClick={confirm}>
          {t("guard.send")}
        </button>
        <button type="button" class="btn primary" autofocus onClick={closeDialog}>
          {t("guard.back")}
        </button>
      </div>
    </Modal>
  )
}

import { Hint } from "./hint"
import type { Chat } from "./reducers"
import { isMineNow } from "./state"
import { t, type TextKey } from "./texts"
import { focusComposer } from "./view"
import { changeWriting, endEdit, type Writing } from "./writing"

/** What the text box is for: a reply or a note, or a message that is being changed. */
export function Modes({ chat, writing }: { chat: Chat; writing: Writing }) {
  const { id } = chat.item
  if (!isMineNow(chat)) return null
  if (writing.mode === "edit") return <Editing id={id} />
  return (
    <div class="modes">
      <ModeButton id={id} mode="reply" isOn={writing.mode === "reply"} label="compose.reply" />
      <ModeButton id={id} mode="note" isOn={writing.mode === "note"} label="compose.note" />
      <Hint keys="Alt P" />
      <span class="hint">
        <kbd>/</kbd> {t("hint.canned")} · <kbd>Shift Enter</kbd> {t("hint.line")} · <kbd>Alt J</kbd>{" "}
        {t("hint.urgent")}
      </span>
    </div>
  )
}

function Editing({ id }: { id: string }) {
  const cancel = () => {
    endEdit(id)
    focusComposer()
  }
  return (
    <div class="modes" role="status">
      <b>{t("compose.editing")}</b>
      <button type="button" onClick={cancel}>
        {t("dialog.cancel")} <Hint keys="Esc" />
      </button>
    </div>
  )
}

interface ModeProps {
  id: string
  mode: "reply" | "note"
  isOn: boolean
  label: TextKey
}

function ModeButton({ id, mode, isOn, label }: ModeProps) {
  const choose = () => {
    changeWriting(id, { mode })
    document.getElementById("composer")?.focus()
  }
  return (
    <button type="button" aria-pressed={isOn} onClick={choose}>
      {t(label)}
    </button>
  )
}

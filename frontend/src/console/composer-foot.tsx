import { useRef } from "preact/hooks"
import { attach, FILE_TYPES } from "./attachments"
import { Hint } from "./hint"
import { Icon } from "./icons"
import { longestBody } from "./link"
import type { Chat } from "./reducers"
import { isMineNow } from "./state"
import { isSendable } from "./submit"
import { slotsLeft } from "./text-box"
import { t, type TextKey } from "./texts"
import { focusComposer } from "./view"
import { textOf, type Writing } from "./writing"

interface Props {
  chat: Chat
  writing: Writing
  onCanned: () => void
}

export function Foot({ chat, writing, onCanned }: Props) {
  const { id } = chat.item
  return (
    <div class="foot">
      {writing.mode === "reply" && (
        <>
          <AttachButton id={id} />
          <button type="button" class="btn ghost" onClick={onCanned}>
            {t("compose.canned")} <Hint keys="/" />
          </button>
        </>
      )}
      <Warnings writing={writing} />
      <button type="submit" class="btn primary" disabled={slotsLeft(writing) > 0 || !isSendable(id, writing)}>
        {t(isMineNow(chat) ? SUBMITS[writing.mode] : "compose.send_whisper")}
      </button>
    </div>
  )
}

const SUBMITS: Record<Writing["mode"], TextKey> = {
  reply: "compose.send",
  note: "compose.save_note",
  edit: "compose.save_edit",
}

function Warnings({ writing }: { writing: Writing }) {
  const slots = slotsLeft(writing)
  const over = textOf(writing).length - longestBody.value
  return (
    <span role="status">
      {slots > 0 && (
        <span class="chip warn">
          {t("compose.slots", { n: slots })} <Hint keys="Tab" />
        </span>
      )}
      {over > 0 && <span class="chip bad">{t("compose.too_long", { n: over })}</span>}
    </span>
  )
}

function AttachButton({ id }: { id: string }) {
  const input = useRef<HTMLInputElement>(null)
  const choose = () => {
    attach(id, input.current!.files!)
    // So that the same file can be chosen again.
    input.current!.value = ""
    focusComposer()
  }
  return (
    <>
      <input ref={input} id="attach" type="file" multiple hidden accept={FILE_TYPES.join()} onChange={choose} />
      <button type="button" class="btn ghost attach" aria-keyshortcuts="Alt+A" onClick={() => input.current!.click()}>
        <Icon name="attach" /> {t("file.attach")} <Hint keys="Alt A" />
      </button>
    </>
  )
}

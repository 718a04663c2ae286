import type { Canned } from "../shared/protocol"
import { nameOf } from "./canned"
import { t } from "./texts"

interface Props {
  replies: Canned[]
  picked: number
  onPick: (reply: Canned) => void
}

export function optionId(index: number): string {
  return `canned-${index}`
}

/** The focus stays in the text box, which points at the option by its id. */
export function CannedList({ replies, picked, onPick }: Props) {
  return (
    <div class="canned">
      <div role="listbox" id="canned" aria-label={t("compose.canned")}>
        {replies.map((reply, index) => (
          <div
            key={reply.id}
            id={optionId(index)}
            role="option"
            aria-selected={index === picked}
            onMouseDown={(event) => {
              event.preventDefault()
              onPick(reply)
            }}
          >
            <b>/{nameOf(reply)}</b>
            <span>
              {reply.title && <i>{reply.title} — </i>}
              {reply.body}
            </span>
          </div>
        ))}
      </div>
      <p class="legend">
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> {t("canned.choose")}
        </span>
        <span>
          <kbd>Tab</kbd> {t("canned.insert")}
        </span>
        <span>{t("canned.slots")}</span>
      </p>
    </div>
  )
}

import { type Signal, useSignal } from "@preact/signals"
import type { Agent } from "../shared/protocol"
import { transfer } from "./actions"
import { Buttons, Modal } from "./modal"
import type { Chat } from "./reducers"
import { agents, me, openBrand, openChat } from "./state"
import { statusName } from "./status"
import { t } from "./texts"
import { closeDialog } from "./view"
import { nameOf } from "./visitor"

const TEAM = "team"

interface Target {
  code: string
  label: string
  detail: string
  disabled?: boolean
}

export function TransferDialog() {
  const to = useSignal(TEAM)
  const note = useSignal("")
  const chat = openChat.value
  if (!chat) return null
  const submit = (event: Event) => {
    event.preventDefault()
    closeDialog()
    transfer(chat.item.id, to.value, note.value)
  }
  return (
    <Modal title={t("transfer.title", { visitor: nameOf(chat) })}>
      <form onSubmit={submit}>
        <fieldset class="options">
          <legend class="sr">{t("transfer.to")}</legend>
          {targetsFor(chat).map((target, index) => (
            <TargetOption key={target.code} target={target} number={index + 1} to={to} />
          ))}
        </fieldset>
        <label class="field">
          {t("transfer.note")}
          <textarea rows={2} value={note.value} onInput={(event) => (note.value = event.currentTarget.value)} />
        </label>
        <Buttons submit={t("transfer.submit")} />
      </form>
    </Modal>
  )
}

function TargetOption({ target, number, to }: { target: Target; number: number; to: Signal<string> }) {
  const { code, label, detail, disabled } = target
  return (
    <label class="option">
      <input
        type="radio"
        name="to"
        data-number={number}
        checked={to.value === code}
        disabled={disabled}
        autofocus={number === 1}
        onChange={() => (to.value = code)}
      />
      <kbd aria-hidden="true">{number < 10 ? number : ""}</kbd>
      <span>{label}</span>
      <small>{detail}</small>
    </label>
  )
}

/** The team first, then those who can take it; the others are shown too, so that nobody looks for them. */
function targetsFor({ item }: Chat): Target[] {
  const brand = openBrand.value?.name ?? ""
  const team = { code: TEAM, label: t("transfer.team", { brand }), detail: t("transfer.team_hint") }
  const others = agents.value.filter((agent) => agent.id !== me.value?.agent && agent.brands.includes(item.brand))
  return [team, ...others.sort(byFreedom).map(targetOf)]
}

function byFreedom(a: Agent, b: Agent): number {
  return Number(canTake(b)) - Number(canTake(a)) || a.load - b.load || a.name.localeCompare(b.name)
}

function targetOf(agent: Agent): Target {
  const detail = `${statusName(agent.status)} · ${agent.load} / ${agent.capacity}`
  return { code: agent.id, label: agent.name, detail, disabled: !canTake(agent) }
}

function canTake({ status, load, capacity }: Agent): boolean {
  return status === "available" && load < capacity
}

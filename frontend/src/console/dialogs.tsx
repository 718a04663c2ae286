import { useSignal } from "@preact/signals"
import type { Agent, AgentStatus } from "../shared/protocol"
import { close, setStatus, transfer } from "./actions"
import { Monogram, brandStyle } from "./brand"
import { Clock } from "./clock"
import { type WrongBrand } from "./guard"
import { shortcuts } from "./keys"
import { Modal, type Option, Options } from "./modal"
import { statusName } from "./rail"
import type { Chat } from "./reducers"
import { agents, brandOf, chatOf, me, mine, openBrand, openChat, outcomes, reasons } from "./state"
import { t } from "./texts"
import { closeDialog, dialog, showChat } from "./view"
import { nameOf } from "./visitor"

export function Dialogs() {
  const shown = dialog.value
  switch (shown?.kind) {
    case "close":
      return <CloseDialog />
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
  const pickOutcome = (outcome: string) => {
    closeDialog()
    close(chat.item.id, outcome)
  }
  return (
    <Modal title={t("close.title", { visitor: nameOf(chat) })}>
      <p class="muted">{t("close.hint")}</p>
      <Options options={outcomes.value} onPick={pickOutcome} />
    </Modal>
  )
}

const TEAM = "team"

function TransferDialog() {
  const to = useSignal(TEAM)
  const note = useSignal("")
  const chat = openChat.value
  const brand = openBrand.value
  if (!chat || !brand) return null
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
          <Target code={TEAM} number={1} to={to} label={t("transfer.team", { brand: brand.name })} detail={t("transfer.team_hint")} />
          {colleaguesOf(chat).map((agent, index) => (
            <Target key={agent.id} code={agent.id} number={index + 2} to={to} label={agent.name} detail={loadOf(agent)} disabled={!canTake(agent)} />
          ))}
        </fieldset>
        <label class="field">
          {t("transfer.note")}
          <textarea rows={2} value={note.value} onInput={(event) => (note.value = event.currentTarget.value)} />
        </label>
        <div class="buttons">
          <button type="button" class="btn" onClick={closeDialog}>
            {t("dialog.cancel")}
          </button>
          <button type="submit" class="btn primary">
            {t("transfer.submit")}
          </button>
        </div>
      </form>
    </Modal>
  )
}

interface TargetProps {
  code: string
  number: number
  to: { value: string }
  label: string
  detail: string
  disabled?: boolean
}

function Target({ code, number, to, label, detail, disabled }: TargetProps) {
  return (
    <label class="option">
      <input type="radio" name="to" data-number={number} checked={to.value === code} disabled={disabled} autofocus={number === 1} onChange={() => (to.value = code)} />
      <kbd aria-hidden="true">{number < 10 ? number : ""}</kbd>
      <span>{label}</span>
      <small>{detail}</small>
    </label>
  )
}

/** Those who can take it come first; the others are shown, so that nobody looks for them. */
function colleaguesOf({ item }: Chat): Agent[] {
  const others = agents.value.filter((agent) => agent.id !== me.value?.agent && agent.brands.includes(item.brand))
  return others.sort((a, b) => Number(canTake(b)) - Number(canTake(a)) || a.load - b.load || a.name.localeCompare(b.name))
}

function canTake(agent: Agent): boolean {
  return agent.status === "available" && agent.load < agent.capacity
}

function loadOf({ status, load, capacity }: Agent): string {
  return `${statusName(status)} · ${load} / ${capacity}`
}

function StatusDialog() {
  const isNow = (status: AgentStatus, reason: string | null = null) =>
    me.value?.status === status && (status !== "away" || me.value.reason === reason)
  const away = reasons.value.map(({ code, label }) => ({ code: `away/${code}`, label, detail: t("status.away"), isCurrent: isNow("away", code) }))
  const options: Option[] = [
    { code: "available", label: t("status.available"), detail: t("status.available_hint"), isCurrent: isNow("available") },
    ...(away.length ? away : [{ code: "away", label: t("status.away"), isCurrent: isNow("away") }]),
    { code: "offline", label: t("status.offline"), detail: t("status.offline_hint"), isCurrent: isNow("offline") },
  ]
  const pickStatus = (code: string) => {
    const [status, reason] = code.split("/")
    closeDialog()
    setStatus(status as AgentStatus, reason)
  }
  return (
    <Modal title={t("status.title")} kind="menu">
      <Options options={options} onPick={pickStatus} />
    </Modal>
  )
}

function SearchDialog() {
  const words = useSignal("")
  const found = mine.value.filter((id) => matches(id, words.value)).slice(0, 9)
  const open = (id: string) => {
    closeDialog()
    showChat(id)
  }
  return (
    <Modal title={t("search.title")}>
      <form class="field" onSubmit={(event) => (event.preventDefault(), found[0] && open(found[0]))}>
        <input class="input" type="search" autofocus aria-label={t("search.words")} placeholder={t("search.words")} onInput={(event) => (words.value = event.currentTarget.value)} />
      </form>
      <p class="sr" role="status">
        {t("search.found", { n: found.length })}
      </p>
      <ul role="list" class="results">
        {found.map((id) => (
          <li key={id}>
            <Result id={id} onPick={open} />
          </li>
        ))}
      </ul>
    </Modal>
  )
}

function Result({ id, onPick }: { id: string; onPick: (id: string) => void }) {
  const chat = chatOf(id)
  const brand = brandOf(chat)
  if (!chat || !brand) return null
  return (
    <button type="button" class="item" style={brandStyle(brand)} onClick={() => onPick(id)}>
      <Monogram brand={brand} />
      <span class="line">
        <span class="who">
          {nameOf(chat)} <small>· {brand.name}</small>
        </span>
        <Clock chat={chat} />
      </span>
      <span class="line">
        <span class="prev">{chat.item.preview?.body}</span>
      </span>
    </button>
  )
}

/** In what is at hand: who, for whom, and what was written in the part of the log that is loaded. */
function matches(id: string, words: string): boolean {
  const chat = chatOf(id)
  if (!chat) return false
  const written = chat.events.map(({ data }) => ("body" in data ? data.body : ""))
  const text = [nameOf(chat), chat.item.visitor.email, brandOf(chat)?.name, ...written].join("\n").toLocaleLowerCase()
  return text.includes(words.trim().toLocaleLowerCase())
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

import { readJson, safeStorage } from "../shared/storage"

const KEY = "switchboard.slots"
const storage = safeStorage(() => sessionStorage)

export type Slot = string | null

/**
 * Chats keep their place: what an agent's fingers know (Alt+2 is that shop) beats any order by urgency.
 * A chat that left frees its slot, a new one takes the first free slot.
 */
export function placeInSlots(slots: readonly Slot[], mine: readonly string[]): Slot[] {
  const kept: Slot[] = slots.map((id) => (id !== null && mine.includes(id) ? id : null))
  for (const id of mine) {
    if (kept.includes(id)) continue
    const free = kept.indexOf(null)
    if (free < 0) kept.push(id)
    else kept[free] = id
  }
  return dropFreeEnd(kept)
}

export function keepSlots(slots: readonly Slot[]) {
  storage.setItem(KEY, JSON.stringify(slots))
}

/** A reload must not move anything either. */
export function restoreSlots(): Slot[] {
  return readJson<Slot[]>(storage, KEY) ?? []
}

function dropFreeEnd(slots: Slot[]): Slot[] {
  const last = slots.findLastIndex((id) => id !== null)
  return slots.slice(0, last + 1)
}

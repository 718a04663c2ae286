/** What Web Storage offers, as far as we need it. */
export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">

/** The browser's storage, or memory where the browser refuses it. */
export function safeStorage(open: () => Storage): Store {
  try {
    const storage = open()
    storage.getItem("")
    return storage
  } catch {
    return new MemoryStore()
  }
}

/** What cannot be read is as good as nothing, and is not met again. */
export function readJson<Value>(storage: Store, key: string): Value | null {
  try {
    return JSON.parse(storage.getItem(key) ?? "null")
  } catch {
    storage.removeItem(key)
    return null
  }
}

export class MemoryStore implements Store {
  readonly #values = new Map<string, string>()

  get length() {
    return this.#values.size
  }

  key(index: number) {
    return [...this.#values.keys()][index] ?? null
  }

  getItem(key: string) {
    return this.#values.get(key) ?? null
  }

  setItem(key: string, value: string) {
    this.#values.set(key, value)
  }

  removeItem(key: string) {
    this.#values.delete(key)
  }
}

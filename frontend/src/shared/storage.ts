/** What Web Storage offers, as far as we need it. */
export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">

/** The browser's storage, or memory where the browser refuses it. */
export function safeStorage(open: () => Storage): Store {
  try {
    const storage = open()
    storage.getItem("")
    return forgiving(storage)
  } catch {
    return new MemoryStore()
  }
}

/** A full storage must not lose the message that is being sent. */
function forgiving(storage: Storage): Store {
  return {
    get length() {
      return storage.length
    },
    key: (index) => storage.key(index),
    getItem: (key) => storage.getItem(key),
    removeItem: (key) => storage.removeItem(key),
    setItem(key, value) {
      try {
        storage.setItem(key, value)
      } catch {
        storage.removeItem(key)
      }
    },
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

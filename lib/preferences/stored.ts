/** A small value that survives a reload: kept in localStorage, shared by all components and by the other tabs. */
export interface Stored<Value> {
  get: () => Value
  set: (value: Value) => void
  subscribe: (listener: () => void) => () => void
  /** The value while nothing was chosen; what a server renders. */
  initial: Value
}

/**
 * Makes a stored value. `parse` turns the stored text into a value, or gives undefined for text it does not know; storage that is
 * full or switched off only costs the memory over reloads.
 */
export function stored<Value extends string | object>(
  key: string,
  initial: Value,
  parse: (text: string) => Value | undefined,
): Stored<Value> {
  const listeners = new Set<() => void>()
  let current: Value | undefined

  const read = (): Value => {
    try {
      const text = localStorage.getItem(key)
      return (text === null ? undefined : parse(text)) ?? initial
    } catch {
      return initial
    }
  }
  const notify = () => {
    for (const listener of listeners) listener()
  }
  const onStorage = (event: StorageEvent) => {
    if (event.key !== key) return
    current = read()
    notify()
  }

  return {
    initial,
    get: () => (current ??= read()),
    set: (value) => {
      current = value
      try {
        localStorage.setItem(key, typeof value === 'string' ? value : JSON.stringify(value))
      } catch {
        // Private windows may refuse; the choice then lasts as long as the page.
      }
      notify()
    },
    subscribe: (listener) => {
      if (listeners.size === 0) window.addEventListener('storage', onStorage)
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) window.removeEventListener('storage', onStorage)
      }
    },
  }
}

/** A parser for {@link stored} that accepts the given words only. */
export function oneOf<const Word extends string>(words: readonly Word[]): (text: string) => Word | undefined {
  return (text) => words.find((word) => word === text)
}

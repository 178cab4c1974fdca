/** Whether the page refreshes by itself. */
export type Live = 'live' | 'paused'

const listeners = new Set<() => void>()
let current: Live = 'live'

export const live = {
  initial: 'live' as Live,
  get: () => current,
  set: (next: Live) => {
    current = next
    for (const listener of listeners) listener()
  },
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  },
}

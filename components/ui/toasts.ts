import { isAppError } from '#lib/errors.ts'

/** A message that appears in the corner for a while. */
export interface ToastMessage {
  kind: 'done' | 'failed'
  title: string
  description?: string
}

const waiting: ToastMessage[] = []
const listeners = new Set<() => void>()
let sent = 0

function send(message: ToastMessage) {
  waiting.push(message)
  sent += 1
  for (const listener of listeners) listener()
}

/** Says that something was done. */
export function toastDone(title: string, description?: string) {
  send({ kind: 'done', title, ...(description ? { description } : {}) })
}

/** Says that something was done, and where it is lost with this console: without rights on its own topics it keeps it in memory. */
export function toastKept(title: string, durable: boolean) {
  toastDone(
    title,
    durable
      ? undefined
      : 'Kept in memory only: the console may not write its topic __tailrace_state. It is lost when the console stops, and other consoles do not see it.',
  )
}

/** Says that something failed; stays longer and is announced at once. */
export function toastFailed(title: string, error: unknown) {
  send({
    kind: 'failed',
    title,
    description: isAppError(error) ? error.message : 'Something in this page went wrong.',
  })
}

/** What the corner reads: how many messages there were, and those nobody has shown yet. */
export const toastOutlet = {
  sent: () => sent,
  take: () => waiting.splice(0),
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  },
}

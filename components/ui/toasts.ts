import { Toast } from '@base-ui/react/toast'
import { isAppError } from '#lib/errors.ts'

/** The queue of messages that appear in the corner; `<Toaster>` shows them. */
export const toastQueue = Toast.createToastManager()

/** Says that something was done. */
export function toastDone(title: string, description?: string) {
  toastQueue.add({ title, type: 'done', ...(description ? { description } : {}) })
}

/** Says that something failed; stays longer and is announced at once. */
export function toastFailed(title: string, error: unknown) {
  toastQueue.add({
    title,
    type: 'failed',
    priority: 'high',
    timeout: 12_000,
    description: isAppError(error) ? error.message : 'Something in this page went wrong.',
  })
}

import { focusManager, QueryClient } from '@tanstack/react-query'
import { isAppError, RETRYABLE } from '../errors.ts'
import { live } from './live.ts'

const RECOVERY_MS = 3000

/** Whether asking again may help, by the problem's code. */
export function isRetryable(error: Error | null): boolean {
  return isAppError(error) && RETRYABLE[error.code]
}

/** A `refetchInterval`: every `intervalMs`, sooner while the last try failed in a way that can pass. */
export function refreshEvery(intervalMs: number) {
  return (query: { state: { error: Error | null } }) =>
    isRetryable(query.state.error) ? Math.min(intervalMs, RECOVERY_MS) : intervalMs
}

/** A `refetchInterval` for what is loaded once: tried again until it was, where the failure can pass. */
export const untilLoaded = (query: { state: { data: unknown; error: Error | null } }) =>
  query.state.data === undefined && isRetryable(query.state.error) ? RECOVERY_MS : false

/** The browser's query client. Intervals do the retrying, so one quick retry is enough before the page says what is wrong. */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 2000,
        retry: (failures, error) => failures < 1 && isRetryable(error) && live.get() === 'live',
        retryDelay: 400,
      },
      mutations: { retry: false },
    },
  })
  // Paused is treated as "nobody looks": intervals stop, while what is opened anew still loads.
  live.subscribe(() => focusManager.setFocused(live.get() === 'paused' ? false : undefined))
  return client
}

import { setTimeout as sleep } from 'node:timers/promises'
import { AppError, isAppError } from '#lib/errors.ts'
import type { KafkaError } from '../protocol/error-codes.ts'

/** The Kafka error behind an AppError; undefined where the broker did not answer with one. */
export function kafkaErrorOf(error: unknown): KafkaError | undefined {
  if (!isAppError(error)) return undefined
  const { cause } = error
  const found = typeof cause === 'object' && cause !== null && 'retriable' in cause && 'name' in cause
  return found ? (cause as KafkaError) : undefined
}

/** Whether the same may succeed a little later: the broker says so, or it did not answer at all. */
export function isTransient(error: unknown): boolean {
  if (!isAppError(error)) return false
  return (
    error.code === 'CLUSTER_UNREACHABLE' || error.code === 'BROKER_TIMEOUT' || kafkaErrorOf(error)?.retriable === true
  )
}

interface Retrying {
  /** How long it may be tried altogether. */
  deadlineMs: number
  signal?: AbortSignal
  /** Called before another attempt, to forget what may be old. */
  beforeRetry?: (error: unknown) => void
}

const FIRST_DELAY_MS = 50
const MAX_DELAY_MS = 1_000
/** Markers of the transaction before are still being written: this takes milliseconds. */
const CONCURRENT_DELAY_MS = 5

/** Tries until it succeeds, fails for good, or the time is over. */
export async function retrying<Result>(attempt: () => Promise<Result>, options: Retrying): Promise<Result> {
  const end = performance.now() + options.deadlineMs
  for (let delay = FIRST_DELAY_MS; ;) {
    try {
      return await attempt()
    } catch (error) {
      const concurrent = kafkaErrorOf(error)?.name === 'CONCURRENT_TRANSACTIONS'
      const wait = concurrent ? CONCURRENT_DELAY_MS : delay
      if (!isTransient(error) || performance.now() + wait > end) throw error
      if (!concurrent) {
        delay = Math.min(delay * 2, MAX_DELAY_MS)
        options.beforeRetry?.(error)
      }
      await pause(wait, options.signal)
    }
  }
}

/** Waits, or ends with CONFLICT when the signal is aborted. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal ? { signal } : {})
  } catch (cause) {
    throw new AppError('CONFLICT', 'It was stopped.', { cause })
  }
}

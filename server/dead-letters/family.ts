import type { DeadLetterFamily } from '#lib/contract/dead-letters.ts'
import type { HeaderView } from './header-view.ts'

/** Where a record stood before it failed. What the headers do not tell is null. */
export interface Origin {
  topic: string
  partition: number | null
  offset: bigint | null
  /** Milliseconds since the epoch. */
  timestamp: number | null
}

/** What the headers of a dead letter say, in the same words for every family. Unknown is null and never guessed. */
export interface Failure {
  origin: Origin | null
  /** The topic the record was read from when it failed last, where retry topics lie between; else null. */
  lastHop: Origin | null
  group: string | null
  /** The connector and task, or the processor, that failed. */
  component: string | null
  stage: string | null
  exceptionClass: string | null
  exceptionMessage: string | null
  stackTrace: string | null
  /** How often the record was tried. */
  attempts: number | null
  /** The record was written when it failed: its timestamp is the time of the failure. */
  writtenAtFailure: boolean
}

/** One convention of dead-letter headers, as a framework writes them. */
export interface Family {
  id: Exclude<DeadLetterFamily, 'none'>
  /** For people. */
  label: string
  /** The headers that only a dead letter of this family has. */
  marks(name: string): boolean
  /** The headers a replay takes away: stale on a record that is tried again. */
  isErrorHeader(name: string): boolean
  decode(headers: HeaderView): Failure
}

export const NOTHING_KNOWN: Failure = {
  origin: null,
  lastHop: null,
  group: null,
  component: null,
  stage: null,
  exceptionClass: null,
  exceptionMessage: null,
  stackTrace: null,
  attempts: null,
  writtenAtFailure: false,
}

/** An origin, null where not even its topic is known. Negative numbers are what frameworks write for what they do not know. */
export function originOf(topic: string | null, { partition, offset, timestamp }: Omit<Origin, 'topic'>): Origin | null {
  if (topic === null || topic === '') return null
  return {
    topic,
    partition: partition !== null && partition < 0 ? null : partition,
    offset: offset !== null && offset < 0n ? null : offset,
    timestamp,
  }
}

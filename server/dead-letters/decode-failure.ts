import type { DeadLetterFamily } from '#lib/contract/dead-letters.ts'
import type { RecordHeader } from '#server/kafka/records/record.ts'
import { type Failure, NOTHING_KNOWN } from './family.ts'
import { familiesOf } from './families/registry.ts'
import { HeaderView, text } from './header-view.ts'

/** The headers a replay adds; here the count of replays a record has behind it is read back. */
export const REPLAY_HEADER = {
  id: 'tailrace-replay-id',
  source: 'tailrace-replay-source',
  count: 'tailrace-replay-count',
  by: 'tailrace-replay-by',
  at: 'tailrace-replay-at',
} as const

export interface DecodedFailure extends Failure {
  family: DeadLetterFamily
  /** How often it was replayed before. */
  replayCount: number
  /** The id of its last replay. */
  replayId: string | null
}

/** What the headers of a record say about its failure; with `family` none where they say nothing. */
export function decodeFailure(headers: readonly RecordHeader[]): DecodedFailure {
  return decodeFailureOf(new HeaderView(headers))
}

/** The same for headers that are looked at already. */
export function decodeFailureOf(view: HeaderView): DecodedFailure {
  const [family] = familiesOf(view)
  const count = text(view.last(REPLAY_HEADER.count))
  return {
    ...(family ? family.decode(view) : NOTHING_KNOWN),
    family: family?.id ?? 'none',
    replayCount: count !== null && /^\d{1,6}$/.test(count) ? Number(count) : 0,
    replayId: text(view.last(REPLAY_HEADER.id)),
  }
}

import type { DeadLetter, DeadLetterOrigin } from '#lib/contract/dead-letters.ts'
import { type MessageOptions, toMessage } from '#server/records/to-message.ts'
import { decodeFailure } from './decode-failure.ts'
import { type Replayed, replaysOf } from '#server/replay-ledger/ledger.ts'
import type { Origin } from './family.ts'
import { Fingerprints } from './fingerprint.ts'
import type { Ignored } from './letter-marks.ts'
import type { PlacedRecord } from './newest-records.ts'
import { isPointer } from './read-originals.ts'

const fingerprints = new Fingerprints()

/** What became of the dead letters of one topic. */
export interface Handled extends Replayed, Ignored {}

/** A record of a dead-letter topic in the shape of the contract. */
export function toDeadLetter(
  topic: string,
  { partition, batch, record }: PlacedRecord,
  handled: Handled,
  shown: Pick<MessageOptions, 'maxBytes' | 'serde'> = {},
): DeadLetter {
  const failure = decodeFailure(record.headers)
  const replayCount = replaysOf(failure, handled)
  const replayed = handled.wasReplayed(partition, record.offset)
  const known = failure.writtenAtFailure || batch.timestampType === 'logAppendTime'
  return {
    message: toMessage({ topic, partition, batch }, record, shown),
    family: failure.family,
    origin: toOrigin(failure.origin),
    lastHop: toOrigin(failure.lastHop),
    group: failure.group,
    component: failure.component,
    stage: failure.stage,
    exceptionClass: failure.exceptionClass,
    exceptionMessage: failure.exceptionMessage,
    stackTrace: failure.stackTrace,
    attempts: failure.attempts,
    failedAt: known && record.timestamp >= 0 ? record.timestamp : null,
    replayCount,
    fingerprint: fingerprints.of(failure).fingerprint,
    replayed,
    state: replayed
      ? 'replayed'
      : handled.isIgnored(partition, record.offset)
        ? 'ignored'
        : replayCount > 0
          ? 'failedAgain'
          : 'open',
    pointer: isPointer(record, failure),
  }
}

function toOrigin(origin: Origin | null): DeadLetterOrigin | null {
  return origin && { ...origin, offset: origin.offset === null ? null : String(origin.offset) }
}

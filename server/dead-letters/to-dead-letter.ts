import type { DeadLetter, DeadLetterOrigin } from '#lib/contract/dead-letters.ts'
import { toMessage } from '#server/messages/to-message.ts'
import { decodeFailure } from './decode-failure.ts'
import type { Origin } from './family.ts'
import { Fingerprints } from './fingerprint.ts'
import type { PlacedRecord } from './newest-records.ts'

const fingerprints = new Fingerprints()

/** A record of a dead-letter topic in the shape of the contract. */
export function toDeadLetter(
  topic: string,
  { partition, batch, record }: PlacedRecord,
  wasReplayed: (partition: number, offset: bigint) => boolean,
): DeadLetter {
  const failure = decodeFailure(record.headers)
  const known = failure.writtenAtFailure || batch.timestampType === 'logAppendTime'
  return {
    message: toMessage({ topic, partition, batch }, record),
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
    replayCount: failure.replayCount,
    fingerprint: fingerprints.of(failure).fingerprint,
    replayed: wasReplayed(partition, record.offset),
    pointer: failure.family === 'share-group' && record.key === null && record.value === null,
  }
}

function toOrigin(origin: Origin | null): DeadLetterOrigin | null {
  return origin && { ...origin, offset: origin.offset === null ? null : String(origin.offset) }
}

import type { FailureGroup } from '#lib/contract/dead-letters.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { replaysOf } from '#server/replay-ledger/ledger.ts'
import { decodeFailure } from './decode-failure.ts'
import { type Cause, Fingerprints } from './fingerprint.ts'
import type { Handled } from './to-dead-letter.ts'

/** More causes than anybody reads; what comes beyond is counted in one. */
const MAX_GROUPS = 500
const HOUR_MS = 3_600_000
const TREND_HOURS = 24

interface Group {
  shown: FailureGroup
  newest: number
}

/** Dead letters counted by cause, whatever their number. */
export class FailureTally {
  scanned = 0
  readonly #fingerprints = new Fingerprints()
  readonly #groups = new Map<string, Group>()
  readonly #now = Date.now()
  readonly #handled: Handled

  constructor(handled: Handled) {
    this.#handled = handled
  }

  add(record: KafkaRecord, partition: number): void {
    this.scanned += 1
    const failure = decodeFailure(record.headers)
    const replayed = this.#handled.wasReplayed(partition, record.offset)
    const ignored = this.#handled.isIgnored(partition, record.offset)
    const known = this.#groupOf(this.#fingerprints.of(failure))
    const group = known.shown
    group.count += 1
    if (replayed) group.replayed += 1
    else if (ignored) group.ignored += 1
    if (replaysOf(failure, this.#handled) > 0) group.failedAgain += 1
    if (failure.group !== null && !group.groups.includes(failure.group) && group.groups.length < 10)
      group.groups.push(failure.group)
    const at = record.timestamp
    if (at < 0) return
    if (group.first === null || at < group.first) group.first = at
    if (!replayed && !ignored && (group.oldestOpen === null || at < group.oldestOpen)) group.oldestOpen = at
    if (group.last === null || at > group.last) group.last = at
    const hour = TREND_HOURS - 1 - Math.floor((this.#now - at) / HOUR_MS)
    if (hour >= 0 && hour < TREND_HOURS) group.trend[hour] = (group.trend[hour] ?? 0) + 1
    if (at >= known.newest) {
      known.newest = at
      group.sample = { partition, offset: String(record.offset) }
      group.example = failure.exceptionMessage?.slice(0, 500) ?? null
    }
  }

  #groupOf(cause: Cause): Group {
    const known = this.#groups.get(cause.fingerprint)
    if (known) return known
    const full = this.#groups.size >= MAX_GROUPS
    const other: Cause = {
      fingerprint: 'other',
      family: 'none',
      exceptionClass: null,
      message: `Further causes, beyond the first ${MAX_GROUPS}`,
      stage: null,
      sourceTopic: null,
    }
    const chosen = full ? other : cause
    const group = this.#groups.get(chosen.fingerprint) ?? { shown: emptyGroup(chosen), newest: -1 }
    this.#groups.set(chosen.fingerprint, group)
    return group
  }

  /** The causes, those with most open dead letters first. */
  groups(): FailureGroup[] {
    return [...this.#groups.values()]
      .map(({ shown }) => shown)
      .toSorted((a, b) => openOf(b) - openOf(a) || b.count - a.count)
  }
}

function openOf({ count, replayed, ignored }: FailureGroup): number {
  return count - replayed - ignored
}

function emptyGroup(cause: Cause): FailureGroup {
  return {
    ...cause,
    count: 0,
    replayed: 0,
    ignored: 0,
    oldestOpen: null,
    failedAgain: 0,
    first: null,
    last: null,
    trend: Array.from({ length: TREND_HOURS }, () => 0),
    groups: [],
    sample: { partition: 0, offset: '0' },
    example: null,
  }
}

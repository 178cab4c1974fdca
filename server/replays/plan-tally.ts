import type { RecordRef, ReplayPlan, SkipReason } from '#lib/contract/replays.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { murmur2 } from '#server/kafka/records/murmur2.ts'
import { FailedKeys, failedPlace } from './newer-in-target.ts'
import { breaksJson } from './edits.ts'
import type { PlannedRecord } from './plan-record.ts'
import { SKIP_TEXT } from '#server/replay-ledger/skip-texts.ts'

/** Keys are compared by a hash of 32 bits and no more of them than this: the figure is a warning, not an account. */
const MAX_KEYS = 500_000
/** Headers can name any number of topics. */
const MAX_UNPAIRED = 100

/** The sums of a plan, whatever the number of its records. */
export class PlanTally {
  selected = 0
  sent = 0
  bytes = 0
  withoutFamily = 0
  spreadKeys = 0
  /** Topics whose keys would go to another partition than they failed in, and how many keys of each. */
  readonly movedKeys = new Map<string, Set<number>>()
  brokenJson = 0
  readonly edited: RecordRef[] = []
  oldestTimestamp: number | null = null
  /** Records whose origin holds another record at the place that their headers name. */
  unproven = 0
  /** The topics that data of pointers comes from. */
  readonly originals = new Set<string>()
  readonly failingGroups = new Set<string>()
  readonly failedKeys = new FailedKeys()
  readonly #targets = new Map<string, ReplayPlan['targets'][number]>()
  readonly #unpaired = new Map<string, number>()
  readonly #skipped = new Map<SkipReason, { count: number; sample: RecordRef }>()
  /** The partition a key was seen in first; -1 once it was seen in another. */
  readonly #keys = new Map<number, number>()

  add(planned: PlannedRecord, record: KafkaRecord, partition: number): void {
    if (planned.failure.group !== null) this.failingGroups.add(planned.failure.group)
    if (planned.skip !== null) return this.skip(planned.skip, { partition, offset: String(record.offset) })
    const { to, bytes } = planned
    this.selected += 1
    this.sent += 1
    this.bytes += bytes
    if (planned.failure.family === 'none') this.withoutFamily += 1
    if (this.oldestTimestamp === null || record.timestamp < this.oldestTimestamp)
      this.oldestTimestamp = record.timestamp
    if (planned.edited) {
      this.edited.push({ partition, offset: String(record.offset) })
      if (breaksJson(record.value, planned.record.value)) this.brokenJson += 1
    }
    const { key } = planned.record
    if (key !== null) {
      this.#seeKey(murmur2(key), partition)
      const place = failedPlace(to, planned.failure.origin)
      if (place !== null) {
        this.failedKeys.add(key, place)
        if (place.partition !== to.partition) this.#seeMoved(murmur2(key), to.topic)
      }
    }
    const name = `${to.topic} ${to.partition}`
    const target = this.#targets.get(name) ?? { ...to, records: 0, bytes: 0 }
    target.records += 1
    target.bytes += bytes
    this.#targets.set(name, target)
  }

  skip(reason: SkipReason, sample: RecordRef): void {
    this.selected += 1
    const known = this.#skipped.get(reason)
    if (known) known.count += 1
    else this.#skipped.set(reason, { count: 1, sample })
  }

  addUnpaired(topic: string | null): void {
    if (topic === null || (!this.#unpaired.has(topic) && this.#unpaired.size >= MAX_UNPAIRED)) return
    this.#unpaired.set(topic, (this.#unpaired.get(topic) ?? 0) + 1)
  }

  /** Those with the most records first. */
  unpaired(): ReplayPlan['unpaired'] {
    return [...this.#unpaired]
      .map(([topic, records]) => ({ topic, records }))
      .toSorted((a, b) => b.records - a.records || (a.topic < b.topic ? -1 : 1))
  }

  #seeKey(key: number, partition: number): void {
    const seen = this.#keys.get(key)
    if (seen === undefined) {
      if (this.#keys.size < MAX_KEYS) this.#keys.set(key, partition)
    } else if (seen !== partition && seen !== -1) {
      this.spreadKeys += 1
      this.#keys.set(key, -1)
    }
  }

  #seeMoved(key: number, topic: string): void {
    const keys = this.movedKeys.get(topic) ?? new Set<number>()
    this.movedKeys.set(topic, keys)
    if (keys.size < MAX_KEYS) keys.add(key)
  }

  targets(): ReplayPlan['targets'] {
    return [...this.#targets.values()].toSorted(
      (a, b) => (a.topic < b.topic ? -1 : Number(a.topic > b.topic)) || a.partition - b.partition,
    )
  }

  skipped(): ReplayPlan['skipped'] {
    return [...this.#skipped].map(([reason, { count, sample }]) => ({ reason, text: SKIP_TEXT[reason], count, sample }))
  }
}

import type { DecodedFailure } from '#server/dead-letters/decode-failure.ts'
import { isPointer, originalPlace, type Place, placeName, readOriginals } from '#server/dead-letters/read-originals.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'

/** So many dead letters of a plan are compared: each can take a fetch of its own. */
const MAX_COMPARED = 200

/**
 * Compares dead letters with the records at the places their headers name. One that differs was not made from that record; where nothing is
 * left at the place, it cannot be told.
 */
export class OriginProof {
  readonly #cluster: KafkaCluster
  readonly #signal: AbortSignal
  readonly #asked: { place: Place; record: Pick<KafkaRecord, 'key' | 'value'> }[] = []

  constructor(cluster: KafkaCluster, signal: AbortSignal) {
    this.#cluster = cluster
    this.#signal = signal
  }

  async add(record: KafkaRecord, failure: DecodedFailure): Promise<void> {
    if (this.#asked.length >= MAX_COMPARED || isPointer(record, failure)) return
    const place = await originalPlace(this.#cluster, failure.origin)
    if (place) this.#asked.push({ place, record: { key: record.key, value: record.value } })
  }

  /** How many of them differ. */
  async done(): Promise<number> {
    if (this.#asked.length === 0) return 0
    const places = this.#asked.map(({ place }) => place)
    const originals = await readOriginals(this.#cluster, places, this.#signal)
    return this.#asked.filter(({ place, record }) => {
      const original = originals.get(placeName(place))
      return original !== undefined && !(same(original.key, record.key) && same(original.value, record.value))
    }).length
  }
}

function same(a: Buffer | null, b: Buffer | null): boolean {
  return a === null || b === null ? a === b : a.equals(b)
}

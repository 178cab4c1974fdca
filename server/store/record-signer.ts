import { randomBytes } from 'node:crypto'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { EncodableRecord } from '#server/kafka/records/encode-records.ts'
import { seal, SIGNATURE_HEADER, type SignatureScope, type SignedBytes } from '#server/trust/envelope.ts'
import { requireKey } from '#server/trust/own-keys.ts'
import type { TopicSigning } from './topic-signing.ts'

const HEADER_NAME = Buffer.from(SIGNATURE_HEADER)

export interface SignedRecord {
  record: EncodableRecord
  writer: string
  sequence: number
  version: number
  mac: string
}

/** Signs what one producer writes to one internal topic, in the order in which it is written. */
export class RecordSigner {
  readonly #cluster: KafkaCluster
  readonly #signing: TopicSigning
  readonly #producer: string
  readonly #writer = randomBytes(9).toString('base64url')
  #sequence = 0
  #previous: string | null

  /** `producer` is the producer's identity. `previous` begins a chain; null for records without one. */
  constructor(cluster: KafkaCluster, signing: TopicSigning, producer: string, previous: string | null = null) {
    this.#cluster = cluster
    this.#signing = signing
    this.#producer = producer
    this.#previous = previous
  }

  /** @throws AppError FORBIDDEN where the console has no key */
  sign(record: SignedBytes, place: { scope: SignatureScope; start: bigint }): SignedRecord {
    const signer = requireKey(this.#cluster)
    const sequence = (this.#sequence += 1)
    const version = this.#signing.nextVersion()
    const { text, mac } = seal(
      signer,
      place.scope,
      {
        writer: this.#writer,
        sequence,
        version,
        start: place.start,
        producer: this.#producer,
        previous: this.#previous ?? '-',
      },
      record,
    )
    // With its time, so that it is known of a record that is missing whether it can have expired.
    if (this.#previous !== null) this.#previous = `${mac}.${version}`
    const headers = [{ name: HEADER_NAME, value: Buffer.from(text) }]
    return { record: { ...record, headers, timestamp: Date.now() }, writer: this.#writer, sequence, version, mac }
  }
}

import { largePool } from './large-pool.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { BatchRecord } from '#server/kafka/fetch/range-chunk.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { serdeOf, serdeSettingsOf } from '#server/serde/cluster-serde.ts'
import type { MessageTask } from './message-json.ts'

/** A larger record is decoded in a thread. */
const LARGE_BYTES = 1 << 20
const DEADLINE_MS = 10_000

export function isLarge({ key, value, headers }: KafkaRecord): boolean {
  const ofHeaders = headers.reduce((sum, header) => sum + header.name.length + (header.value?.length ?? 0), 0)
  return (key?.length ?? 0) + (value?.length ?? 0) + ofHeaders > LARGE_BYTES
}

/** A large record as JSON in the shape of the contract, made in a thread. @throws AppError UNDECODABLE, LIMIT_EXCEEDED */
export async function largeMessage(
  cluster: KafkaCluster,
  { batch, record, ...place }: BatchRecord & { topic: string; partition: number },
  options: Pick<MessageTask, 'keyFormat' | 'valueFormat' | 'maxBytes'> & { signal: AbortSignal },
): Promise<Uint8Array<ArrayBuffer>> {
  const { signal, ...formats } = options
  const { timestampType, compression, transactional, control } = batch
  const serde = serdeOf(cluster)
  const task: MessageTask = {
    ...formats,
    place: { ...place, batch: { timestampType, compression, transactional, control } },
    record: own(record),
    schemas: serde.knownFor({ topic: place.topic, ...record }),
    protobuf: serde.knows(place.topic) ? serdeSettingsOf(cluster).protobuf : null,
  }
  const what = `The record at offset ${record.offset}`
  return (await largePool().run(
    { kind: 'message', ...task },
    { deadlineMs: DEADLINE_MS, what, signal },
  )) as Uint8Array<ArrayBuffer>
}

/** Views of a batch would be sent with all of it. */
function own({ key, value, headers, ...record }: KafkaRecord): KafkaRecord {
  return {
    ...record,
    key: key && copyOf(key),
    value: value && copyOf(value),
    headers: headers.map((header) => ({
      ...header,
      name: copyOf(header.name),
      value: header.value && copyOf(header.value),
    })),
  }
}

function copyOf(bytes: Buffer): Buffer {
  return Buffer.from(new Uint8Array(bytes).buffer)
}

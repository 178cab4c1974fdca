import { crc32 } from 'node:zlib'
import { partitionOf } from '#server/kafka/records/murmur2.ts'

export type PartitionerName = 'murmur2' | 'crc32' | 'fnv1a'

/** Where clients put a key that is neither null nor empty. */
export const PARTITIONERS: Record<
  PartitionerName,
  { used: string; partition: (key: Uint8Array, partitions: number) => number }
> = {
  murmur2: { used: 'Java, kafkajs', partition: partitionOf },
  crc32: { used: 'librdkafka: Python, Go, .NET, PHP', partition: (key, partitions) => crc32(key) % partitions },
  fnv1a: { used: 'Sarama', partition: (key, partitions) => Math.abs((fnv1a(key) | 0) % partitions) },
}

/** FNV-1a of 32 bits, unsigned. */
function fnv1a(key: Uint8Array): number {
  let hash = 0x811c9dc5
  for (const byte of key) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

/** The partitioners that explain where all of these keys are. */
export function explainAll(
  samples: readonly { key: Uint8Array; partition: number }[],
  partitions: number,
): PartitionerName[] {
  const names = Object.keys(PARTITIONERS) as PartitionerName[]
  return names.filter((name) =>
    samples.every(({ key, partition }) => PARTITIONERS[name].partition(key, partitions) === partition),
  )
}

/** The one partitioner that explains where all of these keys are; null where none or several do. */
export function explain(
  samples: readonly { key: Uint8Array; partition: number }[],
  partitions: number,
): PartitionerName | null {
  const fitting = explainAll(samples, partitions)
  return fitting.length === 1 ? (fitting[0] ?? null) : null
}

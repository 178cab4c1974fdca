import type { TailGap } from '#lib/contract/tail.ts'

const NOTHING_MISSING = { partition: null, from: null, to: null, records: null }

export function expiredGap(topic: string, partition: number, from: bigint, to: bigint): TailGap {
  const text = `Partition ${partition} of ${topic} begins at ${to} now: ${to - from} offsets from ${from} on were deleted (retention, or on purpose) before they could be read.`
  return { reason: 'expired', topic, partition, from: String(from), to: String(to), records: String(to - from), text }
}

export function truncatedGap(topic: string, partition: number, from: bigint, to: bigint): TailGap {
  const text = `The log of partition ${partition} of ${topic} was cut: it ends at ${to}, and ${from} was reached before. Records that were shown may be lost, and others may take their offsets.`
  return { reason: 'truncated', topic, partition, from: String(from), to: String(to), records: null, text }
}

export function deletedGap(topic: string): TailGap {
  return {
    reason: 'deleted',
    topic,
    ...NOTHING_MISSING,
    text: `${topic} was deleted. If it is created again, it is followed from its start.`,
  }
}

export function recreatedGap(topic: string): TailGap {
  const text = `${topic} was deleted and created again: it is another topic now, shown from its start. What the old one held beyond this point is gone.`
  return { reason: 'recreated', topic, ...NOTHING_MISSING, text }
}

export function partitionsAddedGap(topic: string, added: readonly number[]): TailGap {
  const text = `${topic} has ${added.length === 1 ? `a new partition, ${added[0]}` : `the new partitions ${added.join(', ')}`}: shown from the start.`
  return { reason: 'partitionsAdded', topic, ...NOTHING_MISSING, partition: oneOf(added), from: '0', text }
}

export function unreachableGap(topic: string, partitions: readonly number[], why: string): TailGap {
  const text = `${named(partitions)} of ${topic} cannot be read at the moment: ${why} It is tried again by itself; nothing is skipped.`
  return { reason: 'unreachable', topic, ...NOTHING_MISSING, partition: oneOf(partitions), text }
}

/** @param from where reading goes on: where it stopped, or at the end, because it could not be read from the start */
export function recoveredGap(
  topic: string,
  partitions: readonly number[],
  from: 'position' | 'end' = 'position',
): TailGap {
  const where = from === 'position' ? 'from where it stopped' : 'from its end on: what came before is not shown'
  const text = `${named(partitions)} of ${topic} can be read again, ${where}.`
  return { reason: 'recovered', topic, ...NOTHING_MISSING, partition: oneOf(partitions), text }
}

function oneOf(partitions: readonly number[]): number | null {
  return partitions.length === 1 ? (partitions[0] ?? null) : null
}

function named(partitions: readonly number[]): string {
  return partitions.length === 1 ? `Partition ${partitions[0]}` : `Partitions ${partitions.join(', ')}`
}

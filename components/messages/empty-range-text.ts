import type { Coverage } from '#lib/contract/messages.ts'
import { formatCount } from '#lib/format/numbers.ts'

/** Why no records are shown, from the coverage of the pages that were read to their end. */
export function emptyRangeText(coverages: Pick<Coverage, 'partitions'>[]): string {
  let offsets = 0n
  for (const { partitions } of coverages)
    for (const { scannedFrom, scannedTo } of partitions) offsets += BigInt(scannedTo) - BigInt(scannedFrom)
  if (offsets <= 0n) return 'The topic is empty in this range, or retention has removed what was there.'
  const count = offsets === 1n ? 'The offset' : `The ${formatCount(offsets)} offsets`
  const have = offsets === 1n ? 'has no record' : 'have no records'
  return `${count} in this range ${have} to show. Records of aborted and open transactions are hidden (include them under Reading); the others are transaction markers or were compacted away.`
}

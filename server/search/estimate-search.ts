import type { SearchEstimate } from '#lib/contract/search.ts'
import { compileFilter } from '#server/filter/compile-filter.ts'
import { type OffsetAnswers, readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { topicSizes } from '#server/topics/topic-sizes.ts'
import { planSearch } from './search-plan.ts'
import type { SearchCtx, SearchInput } from './search-records.ts'
import { scanPool } from './worker/scan-pool.ts'

/** What is scanned in a second, for want of anything measured on this machine. Stored bytes, compressed or not. */
const BYTES_PER_SECOND = { byLiteral: 200_000_000, byRecord: 40_000_000 }

/**
 * What a search would read at most, from the sizes of its partitions. Whoever asks searches next, so a thread is started for it.
 * @throws AppError as the search would
 */
export async function estimateSearch(ctx: SearchCtx, input: SearchInput): Promise<SearchEstimate> {
  const filter = compileFilter(input)
  const plan = await planSearch(ctx, input)
  scanPool().warm()
  const { name } = plan.topic
  const partitions = plan.parts.map(({ partition }) => partition)
  const [sizes, earliest, latest] = await Promise.all([
    topicSizes(ctx.cluster).catch(() => null),
    readOffsets(ctx.cluster, new Map([[name, partitions]]), 'earliest'),
    readOffsets(ctx.cluster, new Map([[name, partitions]]), 'latest'),
  ])
  const offset = (answers: OffsetAnswers, partition: number) => {
    const answer = answers.get(name)?.get(partition)
    return answer?.ok ? answer.at.offset : null
  }
  let records = 0n
  let bytes: number | null = 0
  for (const { partition, from, to, elsewhere } of plan.parts) {
    if (elsewhere) continue
    const [first, end] = [offset(earliest, partition), offset(latest, partition)]
    const start = first !== null && first > from ? first : from
    if (to <= start) continue
    records += to - start
    const size = sizes?.get(name)?.get(partition)
    if (size === undefined || first === null || end === null || end <= first) bytes = null
    else if (bytes !== null) bytes += size * (Number(to - start) / Number(end - first))
  }
  const rate = filter === null || filter.literals ? BYTES_PER_SECOND.byLiteral : BYTES_PER_SECOND.byRecord
  return {
    partitions: plan.parts.filter(({ elsewhere }) => !elsewhere).length,
    records: String(records),
    bytes: bytes === null ? null : Math.round(bytes),
    seconds: bytes === null ? null : Math.round((bytes / rate) * 10) / 10,
    ...(plan.keyPlace ? { partitioner: plan.keyPlace } : {}),
  }
}

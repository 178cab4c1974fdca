import type { TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import type { FetchSource } from '#server/kafka/fetch/fetch-partitions.ts'
import { nextChunks } from '#server/kafka/fetch/next-chunks.ts'
import { recordsBackward, recordsForward } from '#server/kafka/fetch/range-chunk.ts'
import { type Direction, rangeScan } from '#server/kafka/fetch/read-range.ts'
import { type OffsetAnswers, readOffsets } from '#server/kafka/fetch/read-offsets.ts'

export interface SampledKey {
  key: Buffer
  partition: number
}

const SAMPLES = 200
const MAX_PARTITIONS = 50
const CHUNK_BYTES = 64 << 10

/**
 * Some 200 keys of a topic with their partitions: half of them the oldest, half the newest of each partition, because the number of
 * partitions or the producers may have changed in between.
 * @throws AppError where a partition cannot be read
 */
export async function sampleKeys(
  source: FetchSource,
  topic: TopicMetadata,
  signal: AbortSignal,
): Promise<SampledKey[]> {
  const step = Math.ceil(topic.partitions.length / MAX_PARTITIONS)
  const partitions = topic.partitions.map(({ partition }) => partition).filter((_, index) => index % step === 0)
  const wanted = new Map([[topic.name, partitions]])
  const [earliest, latest] = await Promise.all([
    readOffsets(source.cluster, wanted, 'earliest'),
    readOffsets(source.cluster, wanted, source.isolation === 'committed' ? 'lastStable' : 'latest'),
  ])
  const offset = (answers: OffsetAnswers, partition: number) => {
    const answer = answers.get(topic.name)?.get(partition)
    if (answer && !answer.ok) throw answer.error
    return answer?.at.offset ?? 0n
  }
  const each = Math.ceil(SAMPLES / 2 / partitions.length)
  const ends = async (direction: Direction): Promise<SampledKey[]> => {
    const scans = partitions.map((partition) =>
      rangeScan(
        direction,
        { partition, from: offset(earliest, partition), to: offset(latest, partition) },
        { isolation: source.isolation, chunkBytes: CHUNK_BYTES, firstRecords: each * 2 },
      ),
    )
    const chunks = await nextChunks(source, scans, signal)
    for (const { problem } of scans) if (problem) throw problem
    const read = direction === 'forward' ? recordsForward : recordsBackward
    return [...chunks].flatMap(([{ partition }, chunk]) => {
      const keys: SampledKey[] = []
      for (const { record } of read(chunk, () => undefined)) {
        if (keys.length === each) break
        if (record.key && record.key.length > 0) keys.push({ key: Buffer.from(record.key), partition })
      }
      return keys
    })
  }
  return [...(await ends('forward')), ...(await ends('backward'))]
}

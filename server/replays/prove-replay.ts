import type { RecordRef, ReplayProof } from '#lib/contract/replays.ts'
import { decodeFailure } from '#server/dead-letters/decode-failure.ts'
import { topicReaders } from '#server/dead-letters/topic-readers.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { JobDefinition } from './job.ts'
import { readJobLedger } from './ledger.ts'
import { offsetsOf } from './ledger-entry.ts'
import { replayRunner } from './replay-runner.ts'
import { freezeSelection, readSelection } from './selection.ts'

const MAX_AGE_MS = 2_000

interface SentTo {
  topic: string
  partition: number
  /** Ascending. */
  offsets: bigint[]
}

/** Which groups have committed past the records of a replay, and which of these came back. @throws AppError NOT_FOUND */
export async function proveReplay(ctx: ClusterCtx, { replay }: { replay: string }): Promise<ReplayProof> {
  const { cluster, signal } = ctx
  const { jobs } = replayRunner(cluster)
  await jobs.refresh()
  const { definition } = jobs.require(replay)
  const targets = new Map<string, SentTo>()
  for await (const entry of readJobLedger(cluster, definition, { wait: false, signal })) {
    for (const run of entry.sent) {
      const name = `${run.topic} ${run.partition}`
      const target = targets.get(name) ?? { topic: run.topic, partition: run.partition, offsets: [] }
      targets.set(name, target)
      for (const { target: offset } of offsetsOf(run)) target.offsets.push(offset)
    }
  }
  const sent = [...targets.values()]
  const readers = await topicReaders(cluster, MAX_AGE_MS)
  const ids = new Set(sent.flatMap(({ topic }) => [...(readers.get(topic)?.keys() ?? [])]))
  const groups = [...ids].map((id) => {
    const partitions = sent.map(({ topic, partition, offsets }) => {
      const committed = readers.get(topic)?.get(id)?.get(partition) ?? null
      return {
        topic,
        partition,
        sent: offsets.length,
        lastOffset: String(offsets.at(-1) ?? -1n),
        committedOffset: committed === null ? null : String(committed),
        consumed: committed === null ? 0 : countBelow(offsets, committed),
      }
    })
    const consumed = partitions.reduce((sum, partition) => sum + partition.consumed, 0)
    return {
      id,
      failing: definition.groups.includes(id),
      consumed,
      partitions,
    }
  })
  return {
    groups: groups.toSorted((a, b) => Number(b.failing) - Number(a.failing) || (a.id < b.id ? -1 : 1)),
    sent: sent.reduce((sum, { offsets }) => sum + offsets.length, 0),
    ...(await findReturned(ctx, definition)),
  }
}

function countBelow(offsets: readonly bigint[], end: bigint): number {
  const first = offsets.findIndex((offset) => offset >= end)
  return first < 0 ? offsets.length : first
}

/** The dead letters that were written since, and bear the id of this replay. */
async function findReturned(
  { cluster, signal }: ClusterCtx,
  { id, source, ranges }: JobDefinition,
): Promise<{ cameBack: number; cameBackSample: RecordRef | null }> {
  const now = await freezeSelection(cluster, source.topic, { all: true })
  const since = now.ranges.map((range) => {
    const ends = ranges.filter(({ partition }) => partition === range.partition).map(({ to }) => BigInt(to))
    const from = ends.reduce((latest, end) => (end > latest ? end : latest), range.from)
    return { ...range, from }
  })
  let cameBack = 0
  let cameBackSample: RecordRef | null = null
  for await (const { partition, records } of readSelection(
    cluster,
    { ...now, ranges: since },
    { topic: source.topic, signal },
  )) {
    for (const { headers, offset } of records) {
      if (!decodeFailure(headers).replayId?.startsWith(`${id}/`)) continue
      cameBack += 1
      cameBackSample ??= { partition, offset: String(offset) }
    }
  }
  return { cameBack, cameBackSample }
}

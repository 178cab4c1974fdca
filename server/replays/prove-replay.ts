import type { ReplayProof } from '#lib/contract/replays.ts'
import { topicReaders } from '#server/dead-letters/topic-readers.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { findReturned } from './find-returned.ts'
import { hasEnded } from '#server/replay-ledger/job.ts'
import { replayRunner } from './replay-runner.ts'
import { countBelow, sentTargets } from './sent-targets.ts'
import { targetClusterOf } from '#server/replay-ledger/target-cluster.ts'

const MAX_AGE_MS = 2_000

/** Which groups have committed past the records of a replay, and which of these came back. @throws AppError NOT_FOUND */
export async function proveReplay(ctx: ClusterCtx, { replay }: { replay: string }): Promise<ReplayProof> {
  const { cluster, signal } = ctx
  const { jobs } = replayRunner(cluster)
  await jobs.refresh()
  const { definition, status } = jobs.require(replay)
  const target = targetClusterOf(cluster, definition.target)
  const sent = await sentTargets(target, definition, { ended: hasEnded(status), signal })
  const readers = await topicReaders(target, MAX_AGE_MS)
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
    return {
      id,
      failing: definition.groups.includes(id),
      consumed: partitions.reduce((sum, partition) => sum + partition.consumed, 0),
      partitions,
    }
  })
  return {
    groups: groups.toSorted((a, b) => Number(b.failing) - Number(a.failing) || (a.id < b.id ? -1 : 1)),
    sent: sent.reduce((sum, { offsets }) => sum + offsets.length, 0),
    ...(await findReturned(cluster, definition, { sent: target === cluster ? sent : [], signal })),
  }
}

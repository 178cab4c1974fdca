import { topicReaders } from '#server/dead-letters/topic-readers.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { pause } from '#server/kafka/transactions/retrying.ts'
import { findReturned } from './find-returned.ts'
import type { JobDefinition } from '#server/replay-ledger/job.ts'
import { sentTargets } from './sent-targets.ts'

const LOOK_EVERY_MS = 1_000

/** The records sent ahead did not fare well: the replay pauses, and somebody decides. The message is for people. */
export class CanaryStopped extends Error {}

interface Clusters {
  source: KafkaCluster
  target: KafkaCluster
}

/**
 * Waits until the group that had failed (or any group, where none is known) has consumed what was sent so far and none of it came back.
 * @throws CanaryStopped when some came back, nobody reads the target, or the time is over
 */
export async function awaitCanary(
  { source, target }: Clusters,
  job: JobDefinition,
  signal: AbortSignal,
): Promise<void> {
  const waitMs = (job.options.canary?.waitSeconds ?? 0) * 1000
  const sent = await sentTargets(target, job, { ended: false, signal })
  const total = sent.reduce((sum, { offsets }) => sum + offsets.length, 0)
  const end = performance.now() + waitMs
  for (;;) {
    const readers = await topicReaders(target, LOOK_EVERY_MS)
    const names = [...new Set(sent.flatMap(({ topic }) => [...(readers.get(topic)?.keys() ?? [])]))]
    const failing = names.filter((id) => job.groups.includes(id))
    const watched = failing.length > 0 ? failing : names
    const consumedBy = (id: string) =>
      sent.every(({ topic, partition, offsets }) => {
        const committed = readers.get(topic)?.get(id)?.get(partition)
        return committed !== undefined && committed > (offsets.at(-1) ?? -1n)
      })
    // Asked for after the commits: a consumer writes its dead letter before it commits.
    const done = watched.some(consumedBy)
    const { cameBack } = await findReturned(source, job, { sent: source === target ? sent : [], signal })
    if (cameBack > 0)
      throw new CanaryStopped(
        `It paused after ${total} records: ${cameBack === 1 ? '1 of them came' : `${cameBack} of them came`} back as a dead letter.`,
      )
    if (done) return
    if (performance.now() > end)
      throw new CanaryStopped(
        watched.length === 0
          ? `It paused after ${total} records: no group reads the target, so nobody has consumed them.`
          : `It paused after ${total} records: ${watched.join(', ')} did not consume them within ${waitMs / 1000} s.`,
      )
    await pause(LOOK_EVERY_MS, signal)
  }
}

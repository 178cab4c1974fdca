import type { FailureProgress } from '#lib/contract/dead-letters.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { eventFrame } from '#server/http/sse.ts'
import { NodeLinks } from '#server/kafka/transactions/node-links.ts'
import { freezeSelection, type FrozenSelection, type Position, readSelection } from '#server/replays/selection.ts'
import { handledOf } from './list-dead-letters.ts'
import { FailureTally } from './failure-tally.ts'

const EVERY_MS = 250

interface FailuresInput {
  topic: string
  text?: string | undefined
  filter?: string | undefined
}

/** Counts the dead letters of a topic by cause; what is known so far goes out several times a second. */
export async function streamFailures(
  { cluster, signal }: ClusterCtx,
  { topic, ...narrowing }: FailuresInput,
): Promise<AsyncIterable<Uint8Array>> {
  const { topicId } = await cluster.topic(topic)
  const selection = await freezeSelection(cluster, topic, { all: true, ...narrowing })
  const handled = await handledOf(cluster, { topic, topicId })
  const total = offsetsOf(selection)

  async function* frames(): AsyncGenerator<Uint8Array> {
    const tally = new FailureTally(handled)
    const links = new NodeLinks(cluster)
    let read = 0
    let saidAt = performance.now()
    const frame = (event: 'progress' | 'done') => {
      const data: FailureProgress = { read, total, matched: tally.scanned, groups: tally.groups() }
      return eventFrame({ event, data: JSON.stringify(data) })
    }
    try {
      const how = { topic, signal, links, release: true }
      for await (const { partition, records, position } of readSelection(cluster, selection, how)) {
        for (const record of records) tally.add(record, partition)
        if (performance.now() - saidAt < EVERY_MS) continue
        read = offsetsOf(selection, position)
        saidAt = performance.now()
        yield frame('progress')
      }
    } finally {
      links.close()
    }
    read = total
    yield frame('done')
  }
  return frames()
}

/** How many offsets a selection has, all of them or those before a position. */
function offsetsOf({ ranges }: FrozenSelection, before?: Position): number {
  const whole = before ? ranges.slice(0, before.range) : ranges
  const begun = before && ranges[before.range]
  const offsets = whole.reduce((sum, { from, to }) => sum + to - from, begun ? before.offset - begun.from : 0n)
  return Number(offsets)
}

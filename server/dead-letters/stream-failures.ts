import type { FailureProgress } from '#lib/contract/dead-letters.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { eventFrame } from '#server/http/sse.ts'
import { findReplayed } from '#server/replays/ledger.ts'
import { freezeSelection, type FrozenSelection, readSelection } from '#server/replays/selection.ts'
import { textFilter } from './record-filter.ts'
import { FailureTally } from './failure-tally.ts'

const EVERY_MS = 250

interface FailuresInput {
  topic: string
  text?: string | undefined
}

/** Counts the dead letters of a topic by cause; what is known so far goes out several times a second. */
export async function streamFailures(
  { cluster, signal }: ClusterCtx,
  { topic, text }: FailuresInput,
): Promise<AsyncIterable<Uint8Array>> {
  const { topicId } = await cluster.topic(topic)
  const selection = await freezeSelection(cluster, topic, { all: true })
  const wasReplayed = await findReplayed(cluster, { topic, topicId }, selection)
  const total = Number(sizeOf(selection))
  const matches = textFilter(text)

  async function* frames(): AsyncGenerator<Uint8Array> {
    const tally = new FailureTally()
    let read = 0
    let saidAt = performance.now()
    const frame = (event: 'progress' | 'done') => {
      const data: FailureProgress = { read, total, matched: tally.scanned, groups: tally.groups() }
      return eventFrame({ event, data: JSON.stringify(data) })
    }
    for await (const { partition, records } of readSelection(cluster, selection, { topic, signal })) {
      for (const record of records)
        if (matches(record)) tally.add(record, partition, wasReplayed(partition, record.offset))
      read += records.length
      if (performance.now() - saidAt < EVERY_MS) continue
      saidAt = performance.now()
      yield frame('progress')
    }
    yield frame('done')
  }
  return frames()
}

function sizeOf({ ranges }: FrozenSelection): bigint {
  return ranges.reduce((sum, { from, to }) => sum + to - from, 0n)
}

import type { FailureProgress } from '#lib/contract/dead-letters.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { eventFrame } from '#server/http/sse.ts'
import { replayedOf } from '#server/replays/replayed-of.ts'
import { freezeSelection, type FrozenSelection, readSelection } from '#server/replays/selection.ts'
import { ignoredLetters } from './letter-marks.ts'
import { narrowingFilter } from './record-filter.ts'
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
  const selection = await freezeSelection(cluster, topic, { all: true })
  const matches = narrowingFilter(narrowing)
  const wasReplayed = await replayedOf(cluster, { topic, topicId })
  const isIgnored = await ignoredLetters(cluster, { topic, topicId })
  const total = Number(sizeOf(selection))

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
        if (matches(record, { topic, partition }))
          tally.add(record, partition, {
            replayed: wasReplayed(partition, record.offset),
            ignored: isIgnored(partition, record.offset),
          })
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

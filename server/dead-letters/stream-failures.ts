import type { FailureProgress } from '#lib/contract/dead-letters.ts'
import type { ReplaySelection } from '#lib/contract/replays.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { eventFrame } from '#server/http/sse.ts'
import type { Frames } from '#server/http/stream-route.ts'
import { takeSlot } from '#server/limits/slots.ts'
import { MAX_HEADERS } from '#server/records/to-message.ts'
import { NodeLinks } from '#server/kafka/transactions/node-links.ts'
import { freezeSelection, type FrozenSelection, type Position, readSelection } from './selection.ts'
import { handledOf } from './list-dead-letters.ts'
import { FailureTally } from './failure-tally.ts'
import { filterOf } from './record-filter.ts'

const EVERY_MS = 250

interface FailuresInput {
  topic: string
  text?: string | undefined
  filter?: string | undefined
}

/** Counts the dead letters of a topic by cause; what is known so far goes out several times a second. */
export async function streamFailures(ctx: ClusterCtx, { topic, ...narrowing }: FailuresInput): Promise<Frames> {
  const { topicId } = await ctx.cluster.topic(topic)
  const selection = { all: true as const, ...narrowing }
  // What is wrong with it is said before the stream begins, and before its turn.
  filterOf(ctx.cluster, topic, selection, ctx.owner.user)
  return frames(ctx, { topic, topicId, chosen: selection })
}

interface Counting {
  topic: string
  topicId: string | null
  chosen: ReplaySelection
}

async function* frames(
  { cluster, signal, owner: asking }: ClusterCtx,
  { topic, topicId, chosen }: Counting,
): AsyncGenerator<Uint8Array> {
  const owner = asking.child()
  await takeSlot(owner, 'deadLetters')
  const selection = await freezeSelection(cluster, topic, chosen, owner.user)
  const handled = await handledOf(cluster, { topic, topicId })
  const links = owner.own('connections', new NodeLinks(cluster))
  const tally = new FailureTally(handled)
  const total = offsetsOf(selection)
  let saidAt = performance.now()
  const frame = (event: 'progress' | 'done', read: number) => {
    const failed = selection.matches?.failures
    const data: FailureProgress = {
      read,
      total,
      matched: tally.scanned,
      ...(failed ? { filterFailures: failed } : {}),
      groups: tally.groups(),
    }
    return eventFrame({ event, data: JSON.stringify(data) })
  }
  const how = { topic, signal, links, release: true, mostHeaders: MAX_HEADERS }
  for await (const { partition, records, position } of readSelection(cluster, selection, how)) {
    for (const record of records) tally.add(record, partition)
    if (performance.now() - saidAt < EVERY_MS) continue
    saidAt = performance.now()
    yield frame('progress', offsetsOf(selection, position))
  }
  await owner.close()
  yield frame('done', total)
}

/** How many offsets a selection has, all of them or those before a position. */
function offsetsOf({ ranges }: FrozenSelection, before?: Position): number {
  const whole = before ? ranges.slice(0, before.range) : ranges
  const begun = before && ranges[before.range]
  const offsets = whole.reduce((sum, { from, to }) => sum + to - from, begun ? before.offset - begun.from : 0n)
  return Number(offsets)
}

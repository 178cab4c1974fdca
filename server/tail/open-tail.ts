import type { TailGap, TailQuery, TailStart } from '#lib/contract/tail.ts'
import { hashOf } from '#lib/cursor/cursor.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { Owner } from '#server/limits/owner.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import type { ClusterTails } from './cluster-tails.ts'
import { Follow } from './follow.ts'
import { beginAt, heldBackIn } from './begin.ts'
import { newestOf, readLast } from './read-last.ts'
import { SampleChooser } from './sample-chooser.ts'
import type { Part } from './segment.ts'
import { checkCursorFits, readTailCursor, type TailCursor } from './tail-cursor.ts'
import { expressionPool } from './expressions/expression-pool.ts'
import { filterHash, filterKey, hasExpression, type TailFilter } from './tail-filter.ts'
import { tailsOf } from './tail-hub.ts'
import type { TopicLoop } from './topic-loop.ts'
import type { View } from './view.ts'
import { Viewer } from './viewer.ts'

/** Opens a live stream over one or several topics. @throws AppError before the first event */
export async function openTail(ctx: ClusterCtx, input: TailQuery, lastEventId: string | null): Promise<Viewer> {
  const resumeFrom = cursorOf(input, lastEventId)
  const tails = tailsOf(ctx.runtime, ctx.cluster)
  // Closed with the viewer, which may end before the request does, and with the request.
  const owner = ctx.owner.child()
  try {
    owner.own('tail', { close: tails.admit(owner.user, () => void owner.close()) })
    const loops: TopicLoop[] = []
    for (const topic of new Set(input.topics)) {
      const held = await tails.hold(topic, input)
      owner.own('tail', { close: held.release })
      loops.push(held.loop)
    }
    // Where nothing at all can be read there is nothing to follow; else what can be is, and the rest is reported.
    const failures = loops.map(({ failure }) => failure)
    const [failure] = failures
    if (failure && !failures.includes(null)) throw failure
    if (hasExpression(input)) expressionPool().admit(owner)
    const filters = loops.map(({ topic }) => {
      const shared = tails.filterFor(topic, input, owner.user)
      owner.own('tail', { close: shared.release })
      return shared
    })
    await Promise.all(filters.map(async ({ filter }) => (filter?.kind === 'inThread' ? filter.filter.ready() : null)))
    const views = loops.map((loop, index) => viewOf(loop, input, filters[index]?.filter ?? null))
    const viewer = await view(ctx, { tails, input, loops, views, resumeFrom, lastEventId, owner })
    return owner.own('tail', viewer)
  } catch (error) {
    await owner.close()
    throw error
  }
}

interface Opening {
  tails: ClusterTails
  input: TailQuery
  loops: TopicLoop[]
  views: View[]
  resumeFrom: TailCursor | null
  lastEventId: string | null
  owner: Owner
}

async function view(
  ctx: ClusterCtx,
  { tails, input, loops, views, resumeFrom, lastEventId, owner }: Opening,
): Promise<Viewer> {
  const { isolation } = input
  const hash = hashOf(filterHash(input), input.partition?.join())
  const begins = await Promise.all(
    loops.map((loop) =>
      beginAt(loop, { partitions: input.partition ?? null, resumeFrom, sameFilter: resumeFrom?.filterHash === hash }),
    ),
  )
  const topics = loops.map(({ topic, topicId }, index) => ({ topic, topicId, next: new Map(begins[index]?.next) }))
  checkCursorFits({ filterHash: hash, isolation, topics })
  const start: TailStart = {
    partitions: topics.flatMap(({ topic, next }) =>
      [...next].map(([partition, offset]) => ({ topic, partition, offset: String(offset) })),
    ),
    heldBack: (await Promise.all(loops.map(heldBackIn))).flat(),
    resumed: resumeFrom !== null,
    filterChanged: resumeFrom !== null && (resumeFrom.filterHash !== hash || resumeFrom.isolation !== isolation),
  }
  const past =
    input.last > 0 && lastEventId === null
      ? await readPast(tails, { loops, views, count: input.last, begins }, ctx.signal)
      : []
  const chooser = input.sample === 'auto' ? new SampleChooser(input.maxPerSecond, performance.now()) : null
  const { follow } = input
  const shared = { maxQueueBytes: tails.queueBytes, onClose: () => void owner.close() }
  const viewer = new Viewer({ filterHash: hash, isolation, topics, follow, chooser, ...shared }, ctx.signal)
  viewer.start(
    start,
    begins.flatMap(({ gaps }) => gaps),
  )
  viewer.history(past)
  for (const [index, loop] of loops.entries()) {
    const view = views[index]
    if (view) viewer.add(new Follow(loop, { view, next: topics[index]?.next ?? new Map(), links: tails.links }, viewer))
  }
  return viewer
}

function cursorOf(input: TailQuery, lastEventId: string | null): TailCursor | null {
  if (lastEventId) return readTailCursor(lastEventId, 'Last-Event-ID')
  return input.from === 'latest' ? null : readTailCursor(input.from, 'from')
}

function viewOf({ topic, cluster }: TopicLoop, input: TailQuery, filter: TailFilter | null): View {
  const { keyFormat, valueFormat, partition } = input
  const sample = input.sample === 'auto' ? 1 : input.sample
  const base = JSON.stringify([filter && filterKey(input), keyFormat, valueFormat, partition])
  return {
    key: `${sample} ${base}`,
    base,
    topic,
    filter,
    sample,
    partitions: partition ? new Set(partition) : null,
    keyFormat,
    valueFormat,
    serde: serdeOf(cluster),
  }
}

const COMMA = Buffer.from(',')

interface Past {
  loops: TopicLoop[]
  views: View[]
  count: number
  begins: { next: Map<number, bigint>; gaps: TailGap[] }[]
}

async function readPast(
  tails: ClusterTails,
  { loops, views, count, begins }: Past,
  signal: AbortSignal,
): Promise<Part[]> {
  const release = tails.links.use()
  try {
    const partitions = await Promise.all(
      loops.map(async (loop, index) => {
        const view = views[index]
        const upTo = begins[index]?.next
        if (!view || !upTo) return []
        const source = { cluster: loop.cluster, topic: loop.topic, isolation: loop.isolation, budget: loop.budget }
        return readLast({ ...source, links: tails.links }, { view, upTo, count }, signal)
      }),
    )
    const records = newestOf(partitions.flat(), count)
    if (records.length === 0) return []
    const json = Buffer.concat(records.flatMap(({ json: one }, index) => (index === 0 ? [one] : [COMMA, one])))
    return [{ json, count: records.length, next: 0n, maxTimestamp: records.at(-1)?.timestamp ?? -1, gap: null }]
  } finally {
    release()
  }
}

import type { FilterFailures } from '#lib/contract/filter-failures.ts'
import type { ReplaySelection } from '#lib/contract/replays.ts'
import { MAX_HEADERS } from '#server/records/to-message.ts'
import { AppError } from '#lib/errors.ts'
import { filterVerdict } from '#lib/format/filter-words.ts'
import { audited } from '#server/audit/record-audit.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { freezeSelection, readSelection } from './selection.ts'
import { SpanSet } from '#server/store/span-set.ts'
import { markLetters } from './letter-marks.ts'

interface IgnoreInput {
  topic: string
  selection: ReplaySelection
  ignored: boolean
  reason: string
}

interface Ignored {
  marked: number
  /** It outlasts this process. */
  durable: boolean
  filterFailures?: FilterFailures
}

/** What one mark may hold: it is one record of the state topic. */
const MAX_SPANS = 20_000

/** Marks dead letters as ignored or as open again; they stay where they are. @throws AppError LIMIT_EXCEEDED, NOT_FOUND */
export async function ignoreDeadLetters(ctx: ClusterCtx, input: IgnoreInput): Promise<Ignored> {
  const { topic, selection, ignored, reason } = input
  const details: Record<string, unknown> = { ignored }
  const action = { action: ignored ? 'deadLetter.ignore' : 'deadLetter.reopen', target: topic, reason, details }
  return audited(ctx, action, async () => {
    const { cluster, signal, owner } = ctx
    const { topicId } = await cluster.topic(topic)
    const frozen = await freezeSelection(cluster, topic, selection, owner.user)
    const spans = new Map<number, SpanSet>()
    let marked = 0
    for await (const { partition, records } of readSelection(cluster, frozen, {
      topic,
      signal,
      mostHeaders: MAX_HEADERS,
    })) {
      const set = spans.get(partition) ?? new SpanSet()
      spans.set(partition, set)
      for (const { offset } of records) set.add(offset, offset + 1n)
      marked += records.length
      if (count(spans) > MAX_SPANS)
        throw new AppError(
          'LIMIT_EXCEEDED',
          `These lie in more than ${MAX_SPANS} places of ${topic}: choose fewer at once, such as one cause after the other.`,
        )
    }
    const failures = frozen.matches?.failures
    const verdict = filterVerdict(failures)
    if (marked === 0)
      throw new AppError(
        'CONFLICT',
        `${verdict?.most ? `${verdict.text}.` : 'No dead letter is selected.'} Nothing was marked.`,
      )
    details['marked'] = marked
    const list = [...spans].flatMap(([partition, set]) =>
      [...set].map(([from, to]): [number, string, string] => [partition, String(from), String(to)]),
    )
    const mark = { ignored, spans: list, by: ctx.actor.name, reason }
    const durable = await markLetters(cluster, { topic, topicId }, mark)
    if (!durable) details['durable'] = false
    return { marked, durable, ...(failures ? { filterFailures: failures } : {}) }
  })
}

function count(spans: ReadonlyMap<number, SpanSet>): number {
  return [...spans.values()].reduce((sum, set) => sum + set.spans, 0)
}

import type { TraceStart, TraceTopic } from '#lib/contract/trace.ts'
import { failedShortly, filterVerdict } from '#lib/format/filter-words.ts'
import { plural } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'
import { isDeadLetterName, type Story } from './story.ts'
import type { RunningTrace } from './use-trace.ts'

export interface TraceWarning {
  tone: 'warn' | 'bad'
  text: string
  tip: string
}

/** The story in one sentence. */
export function storyText({ steps, lanes, spanMs }: Story): string {
  const [only] = lanes
  const where = lanes.length === 1 && only ? `in ${only.id}` : `in ${plural(lanes.length, 'topic')}`
  const span = steps.length < 2 ? '' : spanMs === 0 ? ' at the same time' : ` over ${formatDuration(spanMs)}`
  const last = steps.at(-1)?.message.topic ?? ''
  const end = isDeadLetterName(last) && lanes.length > 1 ? `, ending as a dead letter in ${last}` : ''
  return `${plural(steps.length, 'record')} ${where}${span}${end}`
}

/** What a reader must know to take “not seen” for “not there”. */
export function traceWarnings(
  topics: readonly TraceTopic[],
  leftOut: TraceStart['leftOut'],
  state: RunningTrace['state'],
): TraceWarning[] {
  const warnings: TraceWarning[] = []
  if (leftOut.count > 0)
    warnings.push({
      tone: 'warn',
      text: `${plural(leftOut.count, 'topic')} left out`,
      tip: `At most 50 topics are read at a time. Not read: ${leftOut.examples.join(', ')}${leftOut.count > leftOut.examples.length ? ' …' : ''}. Name the topics, or a narrower pattern.`,
    })
  for (const { topic, problem } of topics.filter((one) => one.state === 'failed').slice(0, 5))
    warnings.push({ tone: 'bad', text: `${topic} could not be read`, tip: problem ?? 'It is not known why.' })
  for (const { topic, coverage } of topics)
    for (const { partition, reason, problem } of coverage?.partitions ?? [])
      if ((reason === 'offline' || reason === 'error') && warnings.length < 8)
        warnings.push({
          tone: 'bad',
          text: `${topic}, partition ${partition} is missing`,
          tip: problem ?? 'Some of its batches are damaged.',
        })
  for (const { topic, coverage } of topics) {
    const failed = failedShortly(coverage?.filterFailures)
    if (failed !== null && warnings.length < 8)
      warnings.push({
        tone: 'bad',
        text: `${topic}: the ${failed}`,
        tip: filterVerdict(coverage?.filterFailures)?.text ?? '',
      })
  }
  const unfinished = topics.filter((one) => one.continue !== undefined)
  if (state !== 'running' && unfinished.length > 0)
    warnings.push({
      tone: 'warn',
      text: `${plural(unfinished.length, 'topic was', 'topics were')} not read to the end`,
      tip: `The time was up or a limit was reached: ${unfinished.map(({ topic }) => topic).join(', ')}. “Read on” goes on there.`,
    })
  return warnings
}

import type { ReplayBody, ReplayPlan } from '#lib/contract/replays.ts'
import { deadLetterWord } from '#server/dead-letters/name-pattern.ts'
import type { DescribedTopic } from './target-topics.ts'

type Warning = ReplayPlan['warnings'][number]

/** What was seen while planning that deserves a word. */
export interface PlanFindings {
  body: ReplayBody
  described: ReadonlyMap<string, DescribedTopic>
  /** Records without the headers of any family. */
  withoutFamily: number
  /** Keys found in more than one partition of the dead-letter topic. */
  spreadKeys: number
  newer: { keys: number; complete: boolean }
  oldestTimestamp: number | null
  sent: number
  otherGroups: readonly string[]
  transactionsMissing: string | null
}

/** What somebody should know before a replay runs, the gravest first. */
export function planWarnings(found: PlanFindings): Warning[] {
  const { body, described, sent } = found
  if (sent === 0) return []
  const warnings: Warning[] = []
  const add = (code: string, text: string) => warnings.push({ code, text })
  if (found.transactionsMissing !== null)
    add(
      'noTransactions',
      `At least once only: ${found.transactionsMissing} After a crash some records can arrive twice.`,
    )
  if ('topic' in body.target && body.target.topic === body.source.topic)
    add('sourceIsTarget', 'The target is the dead-letter topic itself: the copies will be dead letters, too.')
  else if ('topic' in body.target && deadLetterWord(body.target.topic) !== null)
    add('targetIsDeadLetterTopic', `${body.target.topic} looks like a dead-letter topic itself.`)
  if (found.otherGroups.length > 0)
    add(
      'otherGroups',
      `${listed(found.otherGroups)} also read${found.otherGroups.length === 1 ? 's' : ''} the target: ${found.otherGroups.length === 1 ? 'it' : 'they'} will see these records again.`,
    )
  if (found.newer.keys > 0)
    add(
      'newerInTarget',
      `${found.newer.complete ? '' : 'At least '}${found.newer.keys === 1 ? '1 key has' : `${found.newer.keys.toLocaleString('en')} keys have`} newer records in the target since: an older state would come after a newer one.`,
    )
  if (body.options.timestamp === 'keep') addTimestampWarnings(found, add)
  if (found.withoutFamily > 0 && body.options.headers === 'strip')
    add(
      'noErrorHeaders',
      `${count(found.withoutFamily)} bear the error headers of no known framework: their headers stay as they are.`,
    )
  if (body.options.headers === 'keep')
    add(
      'headersKept',
      'The error headers stay: some frameworks do not replace them, and would show the old failure for a new one.',
    )
  if (found.spreadKeys > 0)
    add(
      'keysSpread',
      `${found.spreadKeys.toLocaleString('en')} keys lie in several partitions of ${body.source.topic}: their order holds within each of those only.`,
    )
  if (
    [...described.values()].length > 0 &&
    body.options.guarantee === 'exactlyOnceReadCommitted' &&
    found.transactionsMissing === null
  )
    add(
      'readUncommitted',
      'Exactly once holds for readers with isolation.level=read_committed; others (the default) may see copies of an aborted batch after a crash and can tell them by tailrace-replay-id.',
    )
  return warnings
}

function addTimestampWarnings(
  { described, oldestTimestamp }: PlanFindings,
  add: (code: string, text: string) => void,
): void {
  for (const [topic, { retentionMs, logAppendTime }] of described) {
    if (logAppendTime) add('logAppendTime', `${topic} stamps records itself: the original timestamps cannot be kept.`)
    else if (
      retentionMs !== null &&
      retentionMs >= 0 &&
      oldestTimestamp !== null &&
      oldestTimestamp < Date.now() - retentionMs
    )
      add(
        'retention',
        `Some records are older than the retention of ${topic}: with their timestamps kept they may be deleted at once.`,
      )
  }
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 4).join(', ')
  return names.length > 4 ? `${shown} and ${names.length - 4} more` : shown
}

function count(records: number): string {
  return records === 1 ? '1 record' : `${records.toLocaleString('en')} records`
}

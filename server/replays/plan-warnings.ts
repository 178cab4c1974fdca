import type { ReplayBody, ReplayPlan } from '#lib/contract/replays.ts'
import { deadLetterWord } from '#server/dead-letter-names.ts'
import type { PlanTally } from './plan-tally.ts'
import type { DescribedTopic } from './target-topics.ts'

type Warning = ReplayPlan['warnings'][number]

/** What was seen while planning that deserves a word. */
export interface PlanFindings {
  body: ReplayBody
  described: ReadonlyMap<string, DescribedTopic>
  tally: Pick<
    PlanTally,
    'sent' | 'unproven' | 'withoutFamily' | 'spreadKeys' | 'movedKeys' | 'oldestTimestamp' | 'edited' | 'brokenJson'
  >
  newer: { keys: number; complete: boolean }
  /** The name of the cluster the records go to, where that is another one. */
  otherCluster: string | null
  /** Who reads the targets. */
  groups: readonly { id: string; failing: boolean }[]
  transactionsMissing: string | null
  /** A second person is needed above so many records. */
  approvalAbove: number | null
}

/** What somebody should know before a replay runs, the gravest first. */
export function planWarnings(found: PlanFindings): Warning[] {
  const { body, described, tally, groups } = found
  const { options } = body
  if (tally.sent === 0) return []
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
  if (found.approvalAbove !== null && tally.sent > found.approvalAbove)
    add(
      'needsApproval',
      `It waits for a second person: replays of more than ${count(found.approvalAbove)} have to be approved.`,
    )
  if (found.otherCluster !== null)
    add('otherCluster', `The records leave this cluster: they go to ${found.otherCluster}.`)
  const others = groups.filter(({ failing }) => !failing).map(({ id }) => id)
  if (others.length > 0)
    add(
      'otherGroups',
      `${listed(others)} also read${others.length === 1 ? 's' : ''} the target: ${others.length === 1 ? 'it' : 'they'} will see these records again.`,
    )
  if (options.canary && groups.length === 0)
    add('canaryUnread', 'No group reads the target: the replay will pause after the records it sends ahead.')
  if (tally.edited.length > 0)
    add(
      'edited',
      `${count(tally.edited.length)} will be sent otherwise than it failed: the audit says which and by whom.`,
    )
  if (tally.unproven > 0)
    add(
      'originUnproven',
      `${count(tally.unproven)} ${tally.unproven === 1 ? 'differs' : 'differ'} from the record at the place that the headers name: anyone who may write to ${body.source.topic} can have written ${tally.unproven === 1 ? 'it' : 'them'}.`,
    )
  if (tally.brokenJson > 0)
    add('editBreaksJson', `${count(tally.brokenJson)} was JSON and is not any more after the edit.`)
  if (found.newer.keys > 0 && !options.skipStale)
    add(
      'newerInTarget',
      `${found.newer.complete ? '' : 'At least '}${found.newer.keys === 1 ? '1 key has' : `${found.newer.keys.toLocaleString('en')} keys have`} newer records in the target since: an older state would come after a newer one.`,
    )
  if (options.partitioning === 'key') addMovedKeys(found, add)
  if (options.timestamp === 'keep') addTimestampWarnings(found, add)
  if (tally.withoutFamily > 0 && options.headers === 'strip')
    add(
      'noErrorHeaders',
      `${count(tally.withoutFamily)} bear the error headers of no known framework: their headers stay as they are.`,
    )
  if (options.headers === 'keep')
    add(
      'headersKept',
      'The error headers stay: some frameworks do not replace them, and would show the old failure for a new one.',
    )
  if (tally.spreadKeys > 0)
    add(
      'keysSpread',
      `${tally.spreadKeys.toLocaleString('en')} keys lie in several partitions of ${body.source.topic}: their order holds within each of those only.`,
    )
  if (
    [...described.values()].length > 0 &&
    options.guarantee === 'exactlyOnceReadCommitted' &&
    found.transactionsMissing === null
  )
    add(
      'readUncommitted',
      'Exactly once holds for readers with isolation.level=read_committed; others (the default) may see copies of an aborted batch after a crash and can tell them by tailrace-replay-id.',
    )
  return warnings
}

/** The order of a key's records holds within one partition only, and readers keep state per partition. */
function addMovedKeys({ tally, described }: PlanFindings, add: (code: string, text: string) => void): void {
  for (const [topic, { size }] of tally.movedKeys) {
    const keys = size === 1 ? '1 key' : `${size.toLocaleString('en')} keys`
    const partitions = described.get(topic)?.partitions
    add(
      'keysMoved',
      `${keys} would go to another partition of ${topic} than the one they failed in: its producers place keys in a way of their own, or the number of partitions (now ${partitions}) has changed. Choose the original partition to keep each key where it was.`,
    )
  }
}

function addTimestampWarnings(
  { described, tally: { oldestTimestamp } }: PlanFindings,
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

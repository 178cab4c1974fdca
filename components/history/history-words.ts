import type { Coverage } from '#lib/contract/messages.ts'
import { formatBytes, formatCompact, formatCount, plural } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'
import type { KeyHistory } from './use-key-history.ts'

export interface HistoryWarning {
  tone: 'warn' | 'bad' | 'info'
  text: string
  tip: string
}

type Told = Pick<KeyHistory, 'messages' | 'progress' | 'coverage' | 'next' | 'state'>

/** How much of the key's history is shown, and what was read for it. */
export function historyText({ messages, progress, coverage, next, state }: Told): { text: string; detail: string } {
  const found = plural(messages.length, 'version')
  const records = coverage.reduce((sum, one) => sum + one.records, progress?.records ?? 0)
  const bytes = coverage.reduce((sum, one) => sum + one.bytes, progress?.bytes ?? 0)
  const ms = coverage.reduce((sum, one) => sum + one.elapsedMs, progress?.elapsedMs ?? 0)
  const detail = `${formatCompact(records)} records, ${formatBytes(bytes)} looked at in ${formatDuration(ms)}`
  if (state === 'running') return { text: messages.length === 0 ? 'Looking for the key …' : `${found} so far`, detail }
  if (messages.length === 0) return { text: next === null ? 'No record has this key' : 'Not found so far', detail }
  const whole = next === null && coverage.every(({ complete }) => complete)
  if (whole) return { text: messages.length === 1 ? 'The only version' : `All ${found}`, detail }
  return { text: `The newest ${found}`, detail }
}

/** What a reader must know to trust the history. */
export function historyWarnings(
  { messages, coverage, next, state }: Told,
  cleanupPolicy: string | null,
): HistoryWarning[] {
  const warnings: HistoryWarning[] = []
  const last = coverage.at(-1)
  const partitions = [...new Set(messages.map(({ partition }) => partition))].toSorted((a, b) => a - b)
  if (partitions.length > 1)
    warnings.push({
      tone: 'warn',
      text: `in partitions ${partitions.join(', ')}`,
      tip: 'The key stands in several partitions: their number was changed, or producers choose them differently. Between partitions only the time says what came first.',
    })
  if (cleanupPolicy?.includes('compact') === true)
    warnings.push({
      tone: 'info',
      text: gapsOf(coverage) > 0 ? 'compacted: older versions may be gone' : 'a compacted topic',
      tip: `Compaction keeps the last version of a key and removes older ones when it comes by. ${gapsOf(coverage) > 0 ? `${formatCount(gapsOf(coverage))} offsets of the range that was read hold nothing any more.` : 'So far it has removed nothing in the range that was read.'}`,
    })
  else if (next === null && state === 'done' && messages.length > 0)
    warnings.push({
      tone: 'info',
      text: 'as far as retention goes',
      tip: 'What is older than the start of the partition was deleted by retention.',
    })
  if (last?.notes.includes('timestampsGoBack') === true)
    warnings.push({
      tone: 'info',
      text: 'times go back',
      tip: 'Some records carry an earlier time than the one before them in their partition. The order shown is that of the partition.',
    })
  if (last?.notes.includes('openTransaction') === true)
    warnings.push({
      tone: 'warn',
      text: 'an open transaction holds records back',
      tip: 'A newer version may wait behind it.',
    })
  if (last?.notes.includes('damagedBatches') === true)
    warnings.push({ tone: 'warn', text: 'damaged batches were passed over', tip: 'They could not be decoded.' })
  return [...warnings, ...partitionWarnings(last)]
}

function partitionWarnings(coverage: Coverage | undefined): HistoryWarning[] {
  return (coverage?.partitions ?? []).flatMap(({ partition, reason, problem }): HistoryWarning[] => {
    if (reason === 'offline' || reason === 'error')
      return [{ tone: 'bad', text: `partition ${partition} is missing`, tip: problem ?? 'It could not be read.' }]
    if (reason !== 'expired') return []
    const tip = 'Retention deleted a part of it while it was read.'
    return [{ tone: 'warn', text: `partition ${partition} begins later`, tip }]
  })
}

function gapsOf(coverage: readonly Coverage[]): number {
  return coverage.flatMap(({ partitions }) => partitions).reduce((sum, { gaps = 0 }) => sum + gaps, 0)
}

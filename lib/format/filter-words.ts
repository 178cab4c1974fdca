import type { FilterFailure, FilterFailures, ValueType } from '../contract/filter-failures.ts'
import { formatCount, plural } from './numbers.ts'

const TYPES: Record<ValueType, string> = {
  text: 'text',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
  object: 'an object',
  list: 'a list',
  timestamp: 'a timestamp',
  duration: 'a duration',
  bytes: 'binary',
  other: 'something else',
}

/** Why a filter has no answer, or none that was meant: `total.amount is text, not a number`. */
export function failureWords({ kind, path, type, wanted, example, text }: FilterFailure): string {
  const what = path === undefined ? 'a value' : shortPath(path)
  switch (kind) {
    case 'type':
      return [`${what} is ${TYPES[type ?? 'other']}`, wanted ? `not ${TYPES[wanted]}` : null].filter(Boolean).join(', ')
    case 'conversion':
      return `${what} is not ${TYPES[wanted ?? 'number']}${example === undefined ? '' : `, for example "${example}"`}`
    case 'comparison':
      return `${what} is ${TYPES[type ?? 'other']} and is compared with ${TYPES[wanted ?? 'other']}`
    case 'missing':
      return missingWords(path, type)
    case 'result':
      return `the expression gives ${TYPES[type ?? 'other']}, not true or false`
    case 'unreadable':
    case 'other':
      return text ?? 'the expression has no answer'
  }
}

function missingWords(path: string | undefined, type: ValueType | undefined): string {
  if (path === undefined) return 'a field is missing'
  const [, parent, last] = /^(.*?)(?:\.(\w+)|\[[^[]*\])$/.exec(path) ?? []
  if (parent === undefined || type === undefined || type === 'object') return `there is no ${shortPath(path)}`
  const whole = parent === 'value' || parent === 'key' ? `the ${parent}` : shortPath(parent)
  return `${whole} is ${TYPES[type]}, so there is no ${last ?? shortPath(path)}`
}

/** A field of the value as people name it, without `value.` in front. */
function shortPath(path: string): string {
  return path.replace(/^value\.(?=.)/, '')
}

/** What a reader must know first of a filter: that it failed, named a field that is not there, or compared what is never equal. */
export interface FilterVerdict {
  /** `failed`: the filter has no answer; `doubtful`: it has one, which is probably not the one that was meant. */
  kind: 'failed' | 'doubtful'
  /** A sentence without its full stop: `The filter failed on all 8,719 records: total.amount is text, not a number`. */
  text: string
  /** What the sentence is about first, then the most frequent. */
  kinds: readonly FilterFailure[]
  /** Whether it is so for most records that the filter was evaluated for. */
  most: boolean
}

/**
 * Whether a verdict comes before everything else: with matches, a field that most records do not have is nothing odd.
 * @param matches how many records are shown
 */
export function isUrgent(verdict: FilterVerdict | null, matches: number): verdict is FilterVerdict {
  if (!verdict?.most) return false
  return matches === 0 || verdict.kind === 'failed' || verdict.kinds[0]?.kind === 'comparison'
}

/** Null where the filter had an answer for every record. */
export function filterVerdict(failures: FilterFailures | null | undefined): FilterVerdict | null {
  if (!failures) return null
  const { records, evaluated } = failures
  const kinds = failures.kinds.toSorted((one, other) => other.records - one.records)
  const failed = kinds.filter(({ kind }) => kind !== 'missing' && kind !== 'comparison')
  const [first] = failed
  const [doubtful] = kinds.filter((one) => !failed.includes(one))
  // A field that is not there may be why few records are left to fail.
  if (first && (records * 2 > evaluated || !doubtful || records >= doubtful.records)) {
    const text = `The filter failed on ${ofRecords(records, evaluated)}: ${failureWords(first)}`
    return { kind: 'failed', text, kinds: before(first, kinds), most: records * 2 > evaluated }
  }
  if (!doubtful) return null
  const text = `In ${ofRecords(doubtful.records, evaluated)} ${failureWords(doubtful)}`
  return { kind: 'doubtful', text, kinds: before(doubtful, kinds), most: doubtful.records * 2 > evaluated }
}

const before = (first: FilterFailure, all: readonly FilterFailure[]) => [first, ...all.filter((one) => one !== first)]

/** `all 8,719 records`, `3 of 8,719 records`. */
function ofRecords(count: number, all: number): string {
  if (count < all) return `${formatCount(count)} of ${plural(all, 'record')}`
  return all === 1 ? '1 of 1 record' : `all ${formatCount(all)} records`
}

/** `filter failed on 3 of 100 records`, for a line that has little room; null where it did not fail. */
export function failedShortly(failures: FilterFailures | null | undefined): string | null {
  if (!failures || failures.records === 0) return null
  return `filter failed on ${ofRecords(failures.records, failures.evaluated)}`
}

import type { ReplaySelection } from '#lib/contract/replays.ts'
import { compileFilter } from '#server/filter/compile-filter.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { decodeFailure } from './decode-failure.ts'
import { Fingerprints } from './fingerprint.ts'

interface FilterPlace {
  topic: string
  partition: number
}

export type RecordFilter = (record: KafkaRecord, place: FilterPlace) => boolean

/** Every record that bears all of what is given. @throws AppError INVALID_FILTER */
export function narrowingFilter(given: { text?: string | undefined; filter?: string | undefined }): RecordFilter {
  const compiled = compileFilter(given)
  return (record, place) => compiled === null || compiled.matchesRecord(record, place)
}

/** What a selection asks of a record beside where it stands; decided by the record alone. @throws AppError INVALID_FILTER */
export function filterOf(selection: ReplaySelection): RecordFilter {
  if ('records' in selection) return () => true
  const { from, to, caseSensitive = true, ...rest } = selection
  const compiled = compileFilter({ ...rest, caseSensitive })
  const narrowed: RecordFilter = (record, place) =>
    (from === undefined || record.timestamp >= from) &&
    (to === undefined || record.timestamp < to) &&
    (compiled === null || compiled.matchesRecord(record, place))
  if (!('fingerprints' in selection)) return narrowed
  const wanted = new Set(selection.fingerprints)
  const fingerprints = new Fingerprints()
  return (record, place) =>
    narrowed(record, place) && wanted.has(fingerprints.of(decodeFailure(record.headers)).fingerprint)
}

import type { ReplaySelection } from '#lib/contract/replays.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { decodeFailure } from './decode-failure.ts'
import { Fingerprints } from './fingerprint.ts'

export type RecordFilter = (record: KafkaRecord) => boolean

/** Whether a text stands in the key, the value or a header of a record, as its UTF-8 bytes. An empty text stands in every record. */
export function textFilter(text: string | undefined): RecordFilter {
  if (text === undefined || text === '') return () => true
  const needle = Buffer.from(text)
  return ({ key, value, headers }) =>
    key?.includes(needle) === true ||
    value?.includes(needle) === true ||
    headers.some((header) => header.value?.includes(needle) === true)
}

/** What a selection asks of a record beside where it stands; decided by the record alone. */
export function filterOf(selection: ReplaySelection): RecordFilter {
  if ('records' in selection) return () => true
  const hasText = textFilter(selection.text)
  if ('all' in selection) return hasText
  const wanted = new Set(selection.fingerprints)
  const fingerprints = new Fingerprints()
  return (record) => hasText(record) && wanted.has(fingerprints.of(decodeFailure(record.headers)).fingerprint)
}

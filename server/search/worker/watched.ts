import type { RecordFilter } from '#server/filter/compile-filter.ts'
import type { Pulse } from './protocol.ts'

/** Says so that it is seen from outside when the filter is asked about a record. */
export function watched(filter: RecordFilter, pulse: Pulse): RecordFilter {
  const matches: RecordFilter['matches'] = (record, place) => {
    pulse.begin(place.partition, record.offset())
    try {
      return filter.matches(record, place)
    } finally {
      pulse.end()
    }
  }
  return { ...filter, matches }
}

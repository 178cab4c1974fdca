import type { FilterPlace, FilterRecord } from './filter-record.ts'
import type { Literals } from './literals.ts'

/** One part of a filter; all of a filter's conditions must hold. */
export interface Condition {
  /** Of these, one stands in the stored bytes of every record that matches; null where nothing can be said. */
  literals: Literals | null
  matches(record: FilterRecord, place: FilterPlace): boolean
}

/**
 * Reads what is not JSON or text, such as records of a schema registry. `decode` gives null for bytes it knows nothing of; what it knows
 * may hold text in another form than its bytes, so literals are not looked for in it.
 */
export interface FilterDecoder {
  /** Whether `decode` would know these bytes; cheap, asked for every record. */
  knows(side: 'key' | 'value', bytes: Buffer): boolean
  /** The value as CEL sees it, and its text as compact JSON. */
  decode(side: 'key' | 'value', bytes: Buffer): { value: unknown; text: string } | null
}

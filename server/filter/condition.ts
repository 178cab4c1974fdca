import type { FilterPlace, FilterRecord } from './filter-record.ts'
import type { Literals } from './literals.ts'

/** One part of a filter; all of a filter's conditions must hold. */
export interface Condition {
  /** Of these, one stands in the stored bytes of every record that matches; null where nothing can be said. */
  literals: Literals | null
  matches(record: FilterRecord, place: FilterPlace): boolean
}

/** Records for which a filter could not be answered. */
export class FilterFailures {
  records = 0
  /** What the first one said. */
  sample: string | null = null

  /** Counts one record; it does not match. */
  add(text: string): false {
    this.records += 1
    this.sample ??= text
    return false
  }
}

/** A key or value that is not stored as JSON or text: as CEL sees it and as compact JSON, or why it cannot be read. */
export type DecodedSide = { value: unknown; text: string } | { problem: string }

/** Reads what is not stored as JSON or text, such as records of a schema registry. */
export interface FilterDecoder {
  /** Whether text can stand in the record in another form than its UTF-8 bytes; cheap, asked of every record. Null where never. */
  mayHide: ((record: FilterRecord) => boolean) | null
  /** Null where the bytes are JSON, text, or unknown. */
  decode(side: 'key' | 'value', record: FilterRecord): DecodedSide | null
}

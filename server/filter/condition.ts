import type { FilterFailure, FilterFailures as FailuresReport } from '#lib/contract/filter-failures.ts'
import type { FilterPlace, FilterRecord } from './filter-record.ts'
import type { Literals } from './literals.ts'

/** One part of a filter; all of a filter's conditions must hold. */
export interface Condition {
  /** Of these, one stands in the stored bytes of every record that matches; null where nothing can be said. */
  literals: Literals | null
  matches(record: FilterRecord, place: FilterPlace): boolean
}

/** What is known of a failure apart from how many records and where. */
export type Failure = Omit<FilterFailure, 'records' | 'first'>

/** Kinds beyond these are counted as `other`. */
const MAX_KINDS = 20
const MANY: Failure = { kind: 'other', text: 'other reasons' }
/** The expression has an answer for these. */
const ANSWERED: ReadonlySet<Failure['kind']> = new Set<Failure['kind']>(['missing', 'comparison'])

/** Records for which a filter could not be answered, by kind. */
export class FilterFailures {
  /** Records that failed. */
  records = 0
  /** Records that conditions which may fail were asked about. */
  evaluated = 0
  readonly #kinds = new Map<string, FilterFailure>()

  /** What the first one of each kind said; null where nothing failed and nothing is to be noted. */
  report(): FailuresReport | null {
    return this.#kinds.size === 0 ? null : this.state()
  }

  /** So far; kinds keep their place in the list. */
  state(): FailuresReport {
    const kinds = [...this.#kinds.values()].map((kind) => ({ ...kind }))
    return { records: this.records, evaluated: Math.max(this.evaluated, this.records), kinds }
  }

  /** As {@link state}, and counts anew from here. */
  take(): FailuresReport {
    const state = this.state()
    this.records = this.evaluated = 0
    this.#kinds.clear()
    return state
  }

  /** Adds what another account of the same filter counted. */
  merge({ records, evaluated, kinds }: FailuresReport): void {
    this.records += records
    this.evaluated += evaluated
    for (const { records: more, ...kind } of kinds) {
      const { first: _, ...what } = kind
      const own = JSON.stringify(what)
      const id = this.#kinds.has(own) || this.#kinds.size < MAX_KINDS ? own : 'many'
      const known = this.#kinds.get(id) ?? { ...(id === own ? kind : { ...MANY, first: kind.first }), records: 0 }
      known.records += more
      this.#kinds.set(id, known)
    }
  }

  /** Counts one record that could not be read; it does not match. */
  add(text: string, record: FilterRecord, place: FilterPlace): false {
    return this.count(text, record, place, () => ({ kind: 'unreadable', text }))
  }

  /**
   * Counts one record under `id`; it does not match.
   * @param explain asked for the first record of its kind only
   */
  count(id: string, record: FilterRecord, { topic, partition }: FilterPlace, explain: () => Failure): false {
    let kind = this.#kinds.get(id)
    if (kind === undefined) {
      const many = this.#kinds.size >= MAX_KINDS
      kind = many ? this.#kinds.get('many') : undefined
      if (kind === undefined) {
        const first = { topic, partition, offset: String(record.offset()) }
        kind = { ...(many ? MANY : explain()), records: 0, first }
        this.#kinds.set(many ? 'many' : id, kind)
      }
    }
    kind.records += 1
    if (!ANSWERED.has(kind.kind)) this.records += 1
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

import type { RecordBatch } from '#server/kafka/records/record-batch.ts'
import type { RecordCursor } from '#server/kafka/records/record-cursor.ts'
import type { FilterDecoder } from './condition.ts'
import { findHits, type Hits, type Literals } from './literals.ts'

/** What the bytes of a record say before it is decoded. */
export type Candidacy = 'maybe' | 'no' | 'noMore'

/** Which records of one unpacked batch can match a filter at all; asked in their order. */
export interface Candidates {
  /** Of the record the cursor stands at; `noMore`: nor can any after it. */
  judge(cursor: RecordCursor): Candidacy
  /** None of the literals occurs: mostly no record is `maybe`, and each can be judged more than once, in bytes that are not checked yet. */
  unlikely?: true
}

/** Where the bytes say nothing. */
export const ALL_RECORDS: Candidates = { judge: () => 'maybe' }

/**
 * What a filter makes of a batch; null where no record of it can match. Where none of its literals occurs, the records are walked through here:
 * before the checksum is computed and bytes are kept, which cost more.
 */
export function candidatesIn(
  batch: Pick<RecordBatch, 'cursor'>,
  payload: Buffer,
  filter: { candidates(payload: Buffer): Candidates | null },
): Candidates | null {
  const candidates = filter.candidates(payload)
  if (!candidates?.unlikely) return candidates
  const cursor = batch.cursor(payload)
  while (cursor.next()) if (candidates.judge(cursor) === 'maybe') return candidates
  return null
}

interface Rule {
  /** One of these stands in the bytes of each record that matches, but for those of `mayHide`; null where nothing can be said. */
  literals: Literals | null
  mayHide: FilterDecoder['mayHide']
}

/** Null where no record of the batch can match. */
export function findCandidates(payload: Buffer, { literals, mayHide }: Rule): Candidates | null {
  if (literals === null) return ALL_RECORDS
  const hits = findHits(payload, literals)
  if (hits === null)
    return mayHide === null ? null : { judge: (cursor) => (mayHide(cursor) ? 'maybe' : 'no'), unlikely: true }
  return new HitCandidates(hits, mayHide)
}

class HitCandidates implements Candidates {
  readonly #hits: Hits
  readonly #mayHide: Rule['mayHide']
  /** Where the next literal stands; -1 behind the last one. */
  #hit: number

  constructor(hits: Hits, mayHide: Rule['mayHide']) {
    this.#hits = hits
    this.#mayHide = mayHide
    this.#hit = hits.next(0)
  }

  judge(cursor: RecordCursor): Candidacy {
    if (this.#hit >= 0 && this.#hit < cursor.start) this.#hit = this.#hits.next(cursor.start)
    if (this.#hit >= 0 && this.#hit < cursor.end) return 'maybe'
    if (this.#mayHide !== null) return this.#mayHide(cursor) ? 'maybe' : 'no'
    return this.#hit < 0 ? 'noMore' : 'no'
  }
}

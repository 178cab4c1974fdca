import { type Envelope, open, type SignatureScope, SIGNATURE_HEADER, type SignedBytes } from './envelope.ts'
import type { KeyRing } from './key-ring.ts'

/** Why a record is not obeyed. `malformed`: it is signed or from before signing, and what it says cannot be understood. */
export const UNTRUSTED = ['unsigned', 'altered', 'copied', 'older', 'foreignKey', 'newerVersion', 'malformed'] as const
export type Untrusted = (typeof UNTRUSTED)[number]

/** A record as it was read, with what the signature is checked against. */
export interface ReadRecord extends SignedBytes {
  offset: bigint
  headers: readonly { name: Buffer; value: Buffer | null }[]
  /** The producer id and epoch of its batch, as in {@link Envelope.producer}. */
  producer: string
}

export type Verdict =
  | { trusted: true; envelope: Envelope | null; problem: null }
  | { trusted: false; envelope: Envelope | null; problem: Untrusted }

/**
 * How far a record may be behind the newest one before it: what consoles write at the same moment, with clocks that are nearly right. A record
 * that is further behind was copied from an earlier time, also where compaction has removed the original.
 */
const RACE_MS = 60_000
/** Writers are known by their last sequence; beyond this the ones seen first are forgotten. */
const MAX_WRITERS = 100_000

interface VerifierOptions {
  ring: KeyRing
  scope: SignatureScope
  /** Where signing starts, where that is known already. */
  start: bigint | null
  /** Originals may be gone, so that only the order of versions shows a copy; writers have read all before they write. */
  compacted: boolean
}

/**
 * Decides record by record, in the order of the log, which records of one topic are obeyed: those signed by a console with the same key, each
 * once, and those from before the topic's first signed record.
 */
export class RecordVerifier {
  readonly #ring: KeyRing
  readonly #scope: SignatureScope
  readonly #writers = new Map<string, number>()
  readonly #compacted: boolean
  #start: bigint | null
  #newest = 0

  constructor({ ring, scope, start, compacted }: VerifierOptions) {
    this.#ring = ring
    this.#scope = scope
    this.#start = start
    this.#compacted = compacted
  }

  /** The version of the newest record that was trusted; 0 before the first. */
  get newest(): number {
    return this.#newest
  }

  check(record: ReadRecord): Verdict {
    const { kind, envelope } = open(this.#ring, this.#scope, signatureOf(record), record)
    if (kind === 'unsigned' && (this.#start === null || record.offset < this.#start))
      return { trusted: true, envelope: null, problem: null }
    if (kind !== 'valid') return { trusted: false, envelope: null, problem: kind }
    if (this.#start === null || envelope.start < this.#start) this.#start = envelope.start
    const isCopy =
      envelope.producer !== record.producer || envelope.sequence <= (this.#writers.get(envelope.writer) ?? 0)
    if (isCopy) return { trusted: false, envelope, problem: 'copied' }
    this.#remember(envelope)
    if (this.#compacted && envelope.version < this.#newest - RACE_MS)
      return { trusted: false, envelope, problem: 'older' }
    this.#newest = Math.max(this.#newest, envelope.version)
    return { trusted: true, envelope, problem: null }
  }

  #remember({ writer, sequence }: Envelope): void {
    this.#writers.set(writer, sequence)
    if (this.#writers.size <= MAX_WRITERS) return
    const [oldest] = this.#writers.keys()
    if (oldest !== undefined) this.#writers.delete(oldest)
  }
}

/** Undefined where a record has no signature; of several headers of the name the last counts. */
export function signatureOf({ headers }: Pick<ReadRecord, 'headers'>): Buffer | null | undefined {
  return headers.findLast(({ name }) => name.toString('latin1') === SIGNATURE_HEADER)?.value
}

import { type Envelope, open, type SignatureScope } from '#server/trust/envelope.ts'
import type { KeyRing } from '#server/trust/key-ring.ts'
import { type ReadRecord, signatureOf } from '#server/trust/record-verifier.ts'
import type { ChainVerdict, Checkpoint } from '#lib/contract/audit-chain.ts'

/** Something that is wrong with a chain, or that is missing of it. Offsets are null where nothing is left of it. */
export interface ChainProblem {
  verdict: Exclude<ChainVerdict, 'ok'>
  text: string
  from: bigint | null
  to: bigint | null
  count: number
}

interface Options {
  ring: KeyRing
  scope: SignatureScope
  /** From here on records must be signed; null where none is. */
  start: bigint | null
  /** The log start offset: what is before it has been deleted, or has expired. */
  logStart: bigint
  /** Records written before this moment may have expired, in milliseconds; null where none ever does. */
  expiredBefore: number | null
  checkpoints: readonly Checkpoint[]
}

/** Where a problem is, as in {@link ChainProblem}; one record at `from` unless said. */
interface Place {
  from: bigint | null
  to?: bigint | null
  count?: number
}

/** What is known of one writer: the last of its records. */
interface Last {
  sequence: number
  mac: string
  offset: bigint
}

/** Clocks of consoles may differ by so much. */
const RACE_MS = 60_000
const MAX_PROBLEMS = 100

/**
 * Checks an audit log record by record, in the order of the log: each writer's sequence has no hole, each record names the one before it, the
 * first of a writer names the newest of another, and every checkpoint is there.
 */
export class ChainCheck {
  readonly #options: Options
  readonly #writers = new Map<string, Last>()
  readonly #wanted: Map<string, Checkpoint>
  readonly #problems = new Map<string, ChainProblem>()
  #records = 0
  #oldest = Infinity
  #matched = 0

  constructor(options: Options) {
    this.#options = options
    this.#wanted = new Map(options.checkpoints.map((one) => [`${one.writer} ${one.sequence}`, one]))
  }

  /** Signed records that are in order, their writers, and how many of the checkpoints were found. */
  get figures(): { records: number; writers: number; matched: number } {
    return { records: this.#records, writers: this.#writers.size, matched: this.#matched }
  }

  check(record: ReadRecord): void {
    const { ring, scope, start } = this.#options
    const { kind, envelope } = open(ring, scope, signatureOf(record), record)
    const { offset } = record
    switch (kind) {
      case 'valid':
        return this.#follow(envelope, record)
      case 'unsigned':
        if (start !== null && offset >= start)
          this.#add('altered', 'Records were written by another client, without a signature.', { from: offset })
        return
      case 'altered':
        return this.#add('altered', 'Records were changed after they were signed.', { from: offset })
      case 'foreignKey':
        return this.#add('foreignKey', 'Records were signed with a key that this console does not have.', {
          from: offset,
        })
      case 'newerVersion':
        return this.#add('foreignKey', 'Records were signed by a newer version of Tailrace.', { from: offset })
    }
  }

  #follow(envelope: Envelope, { offset, producer }: ReadRecord): void {
    const { writer, sequence, version, previous, mac } = envelope
    const last = this.#writers.get(writer)
    if (envelope.producer !== producer || (last && sequence <= last.sequence))
      return this.#add('altered', 'Records were copied: another client has written them again.', { from: offset })
    if (!last) this.#begin(envelope, offset)
    else if (sequence > last.sequence + 1) {
      const missing = sequence - last.sequence - 1
      this.#add('gap', `Records are missing between two of the writer ${writer}.`, {
        from: last.offset,
        to: offset,
        count: missing,
      })
    } else if (previous !== last.mac && !previous.startsWith(`${last.mac}.`))
      this.#add('altered', 'Records do not follow the one before them.', { from: offset })
    this.#oldest = Math.min(this.#oldest, version)
    this.#records += 1
    this.#writers.set(writer, { sequence, mac, offset })
    const checkpoint = this.#wanted.get(`${writer} ${sequence}`)
    if (!checkpoint) return
    this.#wanted.delete(`${writer} ${sequence}`)
    if (checkpoint.mac === mac) this.#matched += 1
    else this.#add('altered', 'Records are not those of their checkpoint.', { from: offset })
  }

  /** The first record of a writer that is there. What it follows is another writer's, or earlier ones of its own. */
  #begin({ writer, sequence, version, previous }: Envelope, offset: bigint): void {
    if (sequence > 1) {
      // Records of an early version do not name the time of the one before; it is no later than their own.
      const before = Number(previous.split('.')[1] ?? version)
      return this.#missing(before, { offset, count: sequence - 1, what: `the first of the writer ${writer}` })
    }
    if (previous === 'none') return
    const [linked = '', linkedSequence, linkedVersion] = previous.split('.')
    const known = this.#writers.get(linked)
    if (known && known.sequence >= Number(linkedSequence)) return
    this.#missing(Number(linkedVersion), { offset, count: 1, what: `the one that the writer ${writer} found last` })
  }

  /** Records before the first one of a chain: they may have expired, if they are old enough and nothing older is there. */
  #missing(version: number, { offset, count, what }: { offset: bigint; count: number; what: string }): void {
    const { logStart, expiredBefore } = this.#options
    const mayHaveExpired =
      logStart > 0n && expiredBefore !== null && version < expiredBefore && version <= this.#oldest + RACE_MS
    if (mayHaveExpired) this.#add('startExpired', 'The oldest records have expired.', { from: offset, count })
    else this.#add('gap', `Records are missing that have not expired: ${what}.`, { from: null, to: offset, count })
  }

  /** What is wrong after the last record. */
  end(): ChainProblem[] {
    const { scope, expiredBefore, logStart } = this.#options
    for (const { topicId, offset, version } of this.#wanted.values()) {
      if (topicId !== scope.topicId)
        this.#add('gap', 'The topic was deleted and created again since a checkpoint.', { from: null })
      else if (BigInt(offset) < logStart && expiredBefore !== null && version < expiredBefore)
        this.#add('startExpired', 'The oldest records have expired.', { from: null })
      else this.#add('gap', 'Records of checkpoints are missing.', { from: BigInt(offset) })
    }
    this.#wanted.clear()
    return [...this.#problems.values()]
  }

  #add(verdict: ChainProblem['verdict'], text: string, { from, to = from, count = 1 }: Place): void {
    const known = this.#problems.get(text)
    if (known) {
      known.count += count
      known.to = to
    } else if (this.#problems.size < MAX_PROBLEMS) this.#problems.set(text, { verdict, text, from, to, count })
  }
}

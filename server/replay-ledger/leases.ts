import { z } from 'zod'
import type { StateStore } from '#server/store/state-store.ts'
import { JOB_PREFIX } from './job.ts'
import { isGone, ownOwner } from './owner.ts'

/** A lease that was not renewed for so long may be taken over. Silence is measured here, never by comparing two clocks. */
const SILENT_MS = 15_000

const LeaseRecord = z.object({
  kind: z.enum(['claim', 'beat', 'free']),
  owner: z.string(),
  /** Grows with every claim; of two claims for the same term the log's first wins. */
  term: z.number(),
})
type LeaseRecord = z.infer<typeof LeaseRecord>

interface Lease {
  owner: string | null
  term: number
  /** When this process saw it renewed, on its monotonic clock. */
  seenAt: number
}

/**
 * Who owns which job, folded from the lease records in the order of the log, so that every console comes to the same answer. Safety does
 * not hang on it: a producer that was overtaken is fenced by the broker.
 */
export class Leases {
  readonly #store: StateStore
  readonly #prefix: string
  readonly #leases = new Map<string, Lease>()

  /** `prefix` is that of the keys; leases of other prefixes are somebody else's. */
  constructor(store: StateStore, prefix = JOB_PREFIX) {
    this.#store = store
    this.#prefix = prefix
    store.onRecord((key, value) => this.#fold(key, value))
  }

  #fold(key: string, value: string | null): void {
    if (!key.startsWith(this.#prefix) || !key.endsWith('/lease')) return
    const record = parse(value)
    const known = this.#leases.get(key)
    if (!record) return void this.#leases.delete(key)
    if (known && !takesEffect(record, known)) return
    this.#leases.set(key, {
      owner: record.kind === 'free' ? null : record.owner,
      term: record.term,
      seenAt: performance.now(),
    })
  }

  #keyOf(jobId: string): string {
    return `${this.#prefix}${jobId}/lease`
  }

  owns(jobId: string): boolean {
    return this.#leases.get(this.#keyOf(jobId))?.owner === ownOwner()
  }

  ownerOf(jobId: string): string | null {
    return this.#leases.get(this.#keyOf(jobId))?.owner ?? null
  }

  /** Whether nobody owns it, or whoever does is silent or gone. */
  isFree(jobId: string): boolean {
    const lease = this.#leases.get(this.#keyOf(jobId))
    if (!lease || lease.owner === null) return true
    if (lease.owner === ownOwner()) return false
    return isGone(lease.owner) || performance.now() - lease.seenAt > SILENT_MS
  }

  /** Tries to become the owner; false when another was first. */
  async claim(jobId: string): Promise<boolean> {
    const term = (this.#leases.get(this.#keyOf(jobId))?.term ?? 0) + 1
    await this.#put(jobId, 'claim', term)
    return this.owns(jobId) && this.#leases.get(this.#keyOf(jobId))?.term === term
  }

  /** Renews a lease of this process. */
  async beat(jobId: string): Promise<void> {
    const lease = this.#leases.get(this.#keyOf(jobId))
    if (lease?.owner === ownOwner()) await this.#put(jobId, 'beat', lease.term)
  }

  /** Gives a lease up, so that anybody can take it at once. */
  async free(jobId: string): Promise<void> {
    const lease = this.#leases.get(this.#keyOf(jobId))
    if (lease?.owner === ownOwner()) await this.#put(jobId, 'free', lease.term)
  }

  async #put(jobId: string, kind: LeaseRecord['kind'], term: number): Promise<void> {
    const record: LeaseRecord = { kind, owner: ownOwner(), term }
    await this.#store.put(this.#keyOf(jobId), JSON.stringify(record))
  }
}

/** A renewal by the owner of a newer term counts even where its claim was compacted away. */
function takesEffect(record: LeaseRecord, known: Lease): boolean {
  if (record.kind === 'claim') return record.term === known.term + 1
  return record.term > known.term || (record.term === known.term && record.owner === known.owner)
}

function parse(value: string | null): LeaseRecord | null {
  if (value === null) return null
  try {
    return LeaseRecord.safeParse(JSON.parse(value)).data ?? null
  } catch {
    return null
  }
}

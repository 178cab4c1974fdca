import { AppError } from '#lib/errors.ts'
import type { RecordBatch } from '#server/kafka/records/record-batch.ts'
import type { Fetched } from '../delivery.ts'
import type { AskedPart, Sifted } from './protocol.ts'

/** The records that an expression lets through, by their offset deltas. Batches that need not be looked at are not in it. */
export type Chosen = ReadonlyMap<RecordBatch, ReadonlySet<number>>

/** A thread is given as much at a time. */
const TURN_BYTES = 1 << 20

interface Left {
  batch: RecordBatch
  partition: number
  from: bigint
}

/** Which records of a fetch an expression lets through: asked in turns, until all are answered or nobody wants to know any more. */
export class Question {
  readonly answer: Promise<Chosen>
  readonly #chosen = new Map<RecordBatch, Set<number>>()
  #left: Left[]
  #resolve: (chosen: Chosen) => void = () => undefined
  #reject: (error: unknown) => void = () => undefined
  #settled = false

  constructor(fetched: readonly Fetched[]) {
    this.#left = fetched.flatMap(({ partition, from, batches }) => batches.map((batch) => ({ batch, partition, from })))
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    // Where nobody waits for it any more, nobody has to know that it was given up.
    this.answer.catch(() => undefined)
  }

  get settled(): boolean {
    return this.#settled
  }

  /** What to ask next: copies, to be handed over. */
  turn(): { parts: AskedPart[]; bytes: ArrayBuffer; batches: Left[] } {
    const batches: Left[] = []
    let sizeBytes = 0
    for (const one of this.#left) {
      if (batches.length > 0 && sizeBytes + one.batch.sizeBytes > TURN_BYTES) break
      batches.push(one)
      sizeBytes += one.batch.sizeBytes
    }
    const bytes = new ArrayBuffer(sizeBytes)
    const parts: AskedPart[] = []
    let at = 0
    for (const { batch, partition, from } of batches) {
      new Uint8Array(bytes).set(batch.bytes, at)
      at += batch.sizeBytes
      const last = parts.at(-1)
      if (last?.partition === partition && last.from === from) last.sizeBytes += batch.sizeBytes
      else parts.push({ partition, from, sizeBytes: batch.sizeBytes })
    }
    return { parts, bytes, batches }
  }

  /** @returns whether all is answered */
  take({ chosen, next }: Sifted, batches: readonly Left[]): boolean {
    for (const { batch: index, deltas } of chosen) {
      const batch = batches[index]?.batch
      if (!batch) continue
      const known = this.#chosen.get(batch) ?? new Set()
      for (const delta of deltas) known.add(delta)
      this.#chosen.set(batch, known)
    }
    this.#left = this.#left.slice(next ? next.batch : batches.length)
    const [first] = this.#left
    if (next && first && next.batch < batches.length) first.from = next.from
    if (this.#left.length > 0) return false
    this.#settled = true
    this.#resolve(this.#chosen)
    return true
  }

  fail(error: unknown): void {
    this.#settled = true
    this.#reject(error)
  }

  readonly stop = (): void => {
    this.fail(new AppError('CONFLICT', 'The live tail was left.'))
  }
}

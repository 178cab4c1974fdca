import { AppError } from '#lib/errors.ts'
import type { Owned } from '#server/limits/owner.ts'

/** Of each body; beyond, its bytes count. So those who send a lot cannot keep others from sending a little. */
const FREE_BYTES = 64 << 10
const MAX_BYTES = 64 << 20

/** The bytes of request bodies that the process holds, all together. */
export class BodyBudget {
  readonly #maxBytes: number
  #usedBytes = 0

  constructor(maxBytes = MAX_BYTES) {
    this.#maxBytes = maxBytes
  }

  get usedBytes(): number {
    return this.#usedBytes
  }

  /** For one request. */
  lease(): BodyLease {
    let bytes = 0
    let counted = 0
    return {
      add: (more) => {
        bytes += more
        const grown = Math.max(0, bytes - FREE_BYTES) - counted
        if (this.#usedBytes + grown > this.#maxBytes) {
          const text = `Requests with ${this.#maxBytes >> 20} MiB of bodies are on their way already: try again in a moment.`
          throw new AppError('LIMIT_EXCEEDED', text)
        }
        this.#usedBytes += grown
        counted += grown
      },
      close: () => {
        this.#usedBytes -= counted
        counted = 0
        bytes = -Infinity
      },
    }
  }
}

export interface BodyLease extends Owned {
  /** @throws AppError LIMIT_EXCEEDED where the process holds too many already */
  add(bytes: number): void
  /** Once nothing holds the body any more; repeated calls do nothing. */
  close(): void
}

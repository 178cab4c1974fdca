/**
 * The bytes per second that all tails of a cluster may read together, so that a console cannot take a broker down. Reading is paid afterwards:
 * whoever comes while the account is overdrawn waits until it is not.
 */
export class ByteBudget {
  readonly #perSecond: number
  #left: number
  #at = performance.now()
  /** Since it exists. */
  spentBytes = 0

  constructor(bytesPerSecond: number) {
    this.#perSecond = bytesPerSecond
    this.#left = bytesPerSecond
  }

  spend(bytes: number): void {
    this.#refill()
    this.#left -= bytes
    this.spentBytes += bytes
  }

  /** How long to wait before the next read, in milliseconds. */
  waitMs(): number {
    this.#refill()
    return this.#left >= 0 ? 0 : Math.ceil((-this.#left / this.#perSecond) * 1000)
  }

  #refill(): void {
    const now = performance.now()
    // A quiet second may be made up for, more may not.
    this.#left = Math.min(this.#perSecond, this.#left + ((now - this.#at) / 1000) * this.#perSecond)
    this.#at = now
  }
}

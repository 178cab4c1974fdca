/** Holds the last rows that came, up to a number; what is beyond it leaves at the other end. */
export class RowRing<Row> {
  readonly #limit: number
  #rows: (Row | undefined)[] = []
  /** Where the next row goes once the ring is full. */
  #at = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#rows.length
  }

  push(rows: readonly Row[]): void {
    // Rows that would leave again within the same call are not put in at all.
    for (const row of rows.length > this.#limit ? rows.slice(-this.#limit) : rows) {
      if (this.#rows.length < this.#limit) this.#rows.push(row)
      else {
        this.#rows[this.#at] = row
        this.#at = (this.#at + 1) % this.#limit
      }
    }
  }

  clear(): void {
    this.#rows = []
    this.#at = 0
  }

  /** The row that came last stands first. */
  newestFirst(): Row[] {
    const eldestFirst = [...this.#rows.slice(this.#at), ...this.#rows.slice(0, this.#at)]
    return eldestFirst.toReversed().filter((row) => row !== undefined)
  }
}

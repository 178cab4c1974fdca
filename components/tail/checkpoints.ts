/** So many records are looked at again at most when the filter changes. */
const MAX_LOOKED_AT = 100_000
const KEPT = 64

interface Checkpoint {
  cursor: string
  /** How many records had been looked at there. */
  scanned: number
}

/** Positions of a live stream that is still wanted when its filter changes: back to about so many records ago. */
export class Checkpoints {
  #points: Checkpoint[] = []

  add(point: Checkpoint): void {
    const last = this.#points.at(-1)
    if (last && point.scanned - last.scanned < MAX_LOOKED_AT / KEPT) return
    this.#points.push(point)
    const oldest = point.scanned - MAX_LOOKED_AT
    this.#points = this.#points.filter(({ scanned }) => scanned >= oldest)
  }

  /** Null where nothing is known yet. */
  get eldest(): string | null {
    return this.#points[0]?.cursor ?? null
  }

  clear(): void {
    this.#points = []
  }
}

const SECONDS = 10

/** How much came of each partition (of each topic, where there are several) within the last seconds. */
export class Activity {
  #current = new Map<string, number>()
  #past: Map<string, number>[] = []

  add(name: string, count: number): void {
    this.#current.set(name, (this.#current.get(name) ?? 0) + count)
  }

  /** Called once a second. Names that were seen once stay, with 0 where nothing comes any more. */
  tick(): void {
    this.#past.push(this.#current)
    if (this.#past.length > SECONDS) this.#past.shift()
    this.#current = new Map([...this.#current.keys()].map((name) => [name, 0]))
  }

  /** Per second, in the order of the names. */
  rates(): { name: string; perSecond: number }[] {
    const sums = new Map<string, number>()
    for (const second of this.#past) {
      for (const [name, count] of second) sums.set(name, (sums.get(name) ?? 0) + count)
    }
    const seconds = Math.max(1, this.#past.length)
    return [...sums]
      .map(([name, count]) => ({ name, perSecond: count / seconds }))
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  }
}

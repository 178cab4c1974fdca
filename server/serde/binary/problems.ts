const MAX_TEXTS = 3

/** The parts of one value that could not be decoded and are shown raw or left out, while the rest of it is shown. */
export class Problems {
  count = 0
  /** The field that is being decoded, for reasons that do not say where they belong. */
  field: string | null = null
  readonly #texts: string[] = []

  /** @param where such as `shop.Order.placed` */
  add(where: string | null, reason: string): void {
    this.count += 1
    if (this.#texts.length < MAX_TEXTS) this.#texts.push(where === null ? reason : `${where} (${reason})`)
  }

  /** A sentence for the reader; undefined where everything was decoded. */
  get text(): string | undefined {
    if (this.count === 0) return undefined
    const more = this.count > this.#texts.length ? `, and ${this.count - this.#texts.length} more` : ''
    return `Not all of it could be decoded: ${this.#texts.join(', ')}${more}.`
  }
}

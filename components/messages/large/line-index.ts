/** Where the lines of a text begin when none is longer than `columns` characters. */
export class LineIndex {
  readonly #text: string
  #starts = new Uint32Array(1024)
  #count = 0

  constructor(text: string, columns: number) {
    this.#text = text
    for (let at = 0; at <= text.length;) {
      const newline = text.indexOf('\n', at)
      const end = newline < 0 ? text.length : newline
      this.#add(at)
      for (let next = at + columns; next < end; next += columns) {
        if (isHighSurrogate(text.charCodeAt(next - 1))) next -= 1
        this.#add(next)
      }
      at = end + 1
    }
  }

  get lines(): number {
    return this.#count
  }

  /** The lines from `first` on, without their line breaks. */
  window(first: number, count: number): string[] {
    const last = Math.min(first + count, this.#count)
    const lines: string[] = []
    for (let index = Math.max(0, first); index < last; index += 1) {
      const end = index + 1 < this.#count ? this.#starts[index + 1] : this.#text.length
      lines.push(this.#text.slice(this.#starts[index], end).replace(/\r?\n$/, ''))
    }
    return lines
  }

  #add(start: number): void {
    if (this.#count === this.#starts.length) {
      const larger = new Uint32Array(this.#count * 2)
      larger.set(this.#starts)
      this.#starts = larger
    }
    this.#starts[this.#count] = start
    this.#count += 1
  }
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}

/** A field of a record, as its description says. */
export interface RecordField {
  name: string
  type: FieldType
  nullable: boolean
  from: number
  to: number
  /** Null where it stands in its place and not among the tagged ones. */
  tag: number | null
}

export type FieldType =
  | { kind: 'int8' | 'int16' | 'uint16' | 'int32' | 'int64' | 'string' | 'bytes' | 'uuid' }
  | { kind: 'array'; of: FieldType }
  | { kind: 'struct'; fields: readonly RecordField[] }

const parsed = new Map<string, readonly RecordField[]>()

/** The fields of a description; see RecordText. */
export function parseFields(text: string): readonly RecordField[] {
  const known = parsed.get(text)
  if (known) return known
  const fields = new Parser(text).fields('')
  parsed.set(text, fields)
  return fields
}

class Parser {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Up to `end`, which is passed over. */
  fields(end: string): RecordField[] {
    const fields: RecordField[] = []
    while (this.#at < this.#text.length) {
      if (this.#skip(' ')) continue
      if (end !== '' && this.#skip(end)) break
      fields.push(this.#field())
    }
    return fields
  }

  #field(): RecordField {
    const name = this.#word()
    this.#skip(':')
    const type = this.#type()
    const nullable = this.#skip('?')
    const [from, to] = this.#skip('@') ? this.#versions() : [0, Infinity]
    const tag = this.#skip('#') ? Number(this.#word()) : null
    return { name, type, nullable, from, to, tag }
  }

  #type(): FieldType {
    if (this.#skip('{')) return { kind: 'struct', fields: this.fields('}') }
    if (!this.#skip('[')) return { kind: this.#word() as 'int8' }
    const of = this.#type()
    this.#skip(']')
    return { kind: 'array', of }
  }

  #versions(): [number, number] {
    const from = Number(this.#word())
    return this.#skip('+') ? [from, Infinity] : [from, from]
  }

  #word(): string {
    const start = this.#at
    while (/\w/.test(this.#text[this.#at] ?? '')) this.#at += 1
    return this.#text.slice(start, this.#at)
  }

  #skip(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at += 1
    return true
  }
}

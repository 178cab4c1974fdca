/**
 * JSON as a tree of its own characters. Nothing passes through JavaScript numbers, so 64-bit integers and decimals keep every digit; keys keep
 * their order, doubles included.
 */
export type JsonNode =
  | { kind: 'object'; entries: { key: string; value: JsonNode }[] }
  | { kind: 'array'; items: JsonNode[] }
  /** `text` is the string's content, escapes resolved. */
  | { kind: 'string'; text: string }
  /** A number, true, false or null as it is written. */
  | { kind: 'number' | 'word'; text: string }

const TOKEN = /[{}[\],:]|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/gy
const SPACE = /\s*/gy
const MAX_DEPTH = 500

/** The tree of a JSON text, or null where it is none (or is nested deeper than 500 levels). */
export function parseJsonTree(text: string): JsonNode | null {
  const tokens = new Tokens(text)
  const root = readValue(tokens, 0)
  return root !== null && tokens.atEnd() ? root : null
}

class Tokens {
  readonly #text: string
  #at = 0
  current = ''

  constructor(text: string) {
    this.#text = text
    this.advance()
  }

  advance(): void {
    this.#skipSpace()
    this.current = this.#text[this.#at] === '"' ? this.#string() : this.#word()
    this.#at += this.current.length
  }

  #word(): string {
    TOKEN.lastIndex = this.#at
    return TOKEN.exec(this.#text)?.[0] ?? ''
  }

  /** With its quotes; empty where it does not end. A regular expression would run out of stack on one of megabytes. */
  #string(): string {
    const text = this.#text
    let end = this.#at + 1
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1
    return end < text.length ? text.slice(this.#at, end + 1) : ''
  }

  atEnd(): boolean {
    return this.current === '' && this.#at === this.#text.length
  }

  #skipSpace(): void {
    SPACE.lastIndex = this.#at
    this.#at += SPACE.exec(this.#text)?.[0].length ?? 0
  }
}

function readValue(tokens: Tokens, depth: number): JsonNode | null {
  const { current } = tokens
  if (current === '' || depth > MAX_DEPTH) return null
  if (current === '{') return readObject(tokens, depth)
  if (current === '[') return readArray(tokens, depth)
  tokens.advance()
  const first = current[0] ?? ''
  if (first === '"') {
    const text = unescaped(current)
    return text === null ? null : { kind: 'string', text }
  }
  if (first === '-' || (first >= '0' && first <= '9')) return { kind: 'number', text: current }
  return /^[tfn]/.test(first) ? { kind: 'word', text: current } : null
}

function readObject(tokens: Tokens, depth: number): JsonNode | null {
  const entries: { key: string; value: JsonNode }[] = []
  tokens.advance()
  while (tokens.current !== '}') {
    if (entries.length > 0 && !skip(tokens, ',')) return null
    const key = tokens.current.startsWith('"') ? unescaped(tokens.current) : null
    tokens.advance()
    if (key === null || !skip(tokens, ':')) return null
    const value = readValue(tokens, depth + 1)
    if (value === null) return null
    entries.push({ key, value })
  }
  tokens.advance()
  return { kind: 'object', entries }
}

function readArray(tokens: Tokens, depth: number): JsonNode | null {
  const items: JsonNode[] = []
  tokens.advance()
  while (tokens.current !== ']') {
    if (items.length > 0 && !skip(tokens, ',')) return null
    const value = readValue(tokens, depth + 1)
    if (value === null) return null
    items.push(value)
  }
  tokens.advance()
  return { kind: 'array', items }
}

function skip(tokens: Tokens, expected: string): boolean {
  if (tokens.current !== expected) return false
  tokens.advance()
  return true
}

function unescaped(token: string): string | null {
  try {
    // Also refuses the control characters that JSON does not allow.
    return String(JSON.parse(token))
  } catch {
    return null
  }
}

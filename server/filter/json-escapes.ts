const BACKSLASH = 0x5c
/** Of RFC 8259, section 7; by the character they stand for. */
export const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['/', '\\/'],
  ['\n', '\\n'],
  ['\t', '\\t'],
  ['\r', '\\r'],
  ['\b', '\\b'],
  ['\f', '\\f'],
])
const CHARS: ReadonlyMap<string, string> = new Map(Array.from(SHORT_ESCAPES, ([char, escape]) => [escape, char]))

export function hasEscapes(bytes: Buffer): boolean {
  return bytes.includes(BACKSLASH)
}

/** Text with JSON's escapes resolved, whether it is valid JSON or not; what is no escape of JSON stays as it is (`literals.ts` relies on it). */
export function resolveEscapes(text: string): string {
  return text.replace(
    /\\(?:u[0-9a-fA-F]{4}|["\\/bfnrt])/g,
    (escape) => CHARS.get(escape) ?? String.fromCharCode(Number.parseInt(escape.slice(2), 16)),
  )
}

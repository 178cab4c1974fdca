const BACKSLASH = 0x5c
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }

export function hasEscapes(bytes: Buffer): boolean {
  return bytes.includes(BACKSLASH)
}

/** Text with JSON's escapes resolved, whether it is valid JSON or not. */
export function resolveEscapes(text: string): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|[^])/g, (_, escape: string) =>
    escape.length === 5 ? String.fromCharCode(Number.parseInt(escape.slice(1), 16)) : (ESCAPES[escape] ?? escape),
  )
}

import { RE2JS } from '@bufbuild/re2'

const MAX_KEPT = 8
const MAX_PATTERN_LENGTH = 1_000
/** The engine remembers a state, of a kilobyte or more, for each character at worst: after so many a pattern is compiled anew. */
const MAX_CHARACTERS = 4_096

/** Those used last, the last one at the end. */
const kept = new Map<string, { compiled: RE2JS; left: number }>()

/** Compiles the patterns of `matches`. Those used last are kept from one record to the next, since compiling takes longer than a test. */
export const KEPT_PATTERNS = {
  compile: (pattern: string) => ({ test: (text: string) => test(pattern, text) }),
}

/** @throws Error where the pattern is none */
function test(pattern: string, text: string): boolean {
  const { compiled, left } = kept.get(pattern) ?? { compiled: RE2JS.compile(pattern), left: MAX_CHARACTERS }
  kept.delete(pattern)
  if (text.length < left && pattern.length <= MAX_PATTERN_LENGTH) {
    const [oldest] = kept.keys()
    if (kept.size >= MAX_KEPT && oldest !== undefined) kept.delete(oldest)
    kept.set(pattern, { compiled, left: left - text.length })
  }
  return compiled.test(text)
}

/** Whether a name is meant by patterns with `*` for anything; a pattern that starts with `!` takes names out. No patterns mean every name. */
export function nameMatcher(patterns: readonly string[] | undefined): (name: string) => boolean {
  if (!patterns) return () => true
  const excluded = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => matcherOf(pattern.slice(1)))
  const included = patterns.filter((pattern) => !pattern.startsWith('!')).map(matcherOf)
  return (name) =>
    (included.length === 0 || included.some((matches) => matches(name))) && !excluded.some((matches) => matches(name))
}

/** Piece by piece instead of by a regular expression: no pattern makes it slow. */
function matcherOf(pattern: string): (name: string) => boolean {
  const [head = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return (name) => name === pattern
  const tail = rest.pop() ?? ''
  return (name) => {
    if (!name.startsWith(head) || !name.endsWith(tail) || name.length < head.length + tail.length) return false
    let at = head.length
    for (const piece of rest) {
      const found = name.indexOf(piece, at)
      if (found < 0) return false
      at = found + piece.length
    }
    return at <= name.length - tail.length
  }
}

type Query = Readonly<Record<string, unknown>>

const isEmpty = (value: unknown) => value === undefined || value === null || value === ''

/**
 * Whether a change of the URL is a step that Back takes back: something opens that was closed (walking on from one to the next is none), or
 * something else is looked for.
 */
export function pushOrReplace(
  before: Query,
  change: Query,
  { opens, seeks }: { opens: readonly string[]; seeks: readonly string[] },
): 'push' | 'replace' {
  const opened = opens.some((name) => isEmpty(before[name]) && !isEmpty(change[name]))
  const sought = seeks.some((name) => name in change && differ(before[name], change[name]))
  return opened || sought ? 'push' : 'replace'
}

function differ(a: unknown, b: unknown): boolean {
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) !== isEmpty(b)
  return JSON.stringify(a) !== JSON.stringify(b)
}

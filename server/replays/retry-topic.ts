import { isRetryName } from '#server/dead-letter-names.ts'
import type { DecodedFailure } from '#server/dead-letters/decode-failure.ts'

/** Not `\d+`, which starts again at every digit of a long name that ends otherwise; nobody has more retries. */
const INDEX = /[._-]?(\d{1,9})$/

/**
 * The retry topic from which the failing group tries a record again, of the names that may be one: the first of the chain the record went
 * through; else one named after its origin, rather with the group in its name than without. Decided by the record and the names alone.
 */
export function retryTopicFor(
  { origin, lastHop, group }: Pick<DecodedFailure, 'origin' | 'lastHop' | 'group'>,
  names: readonly string[],
): string | null {
  if (!origin) return null
  const chain = lastHop && isRetryName(lastHop.topic) ? chainOf(lastHop.topic) : null
  const candidates = names.filter(
    (name) =>
      (chain !== null && chainOf(name) === chain) || (isRetryName(name) && chainOf(name).includes(origin.topic)),
  )
  const rank = (name: string): [number, number, number] => [
    chain !== null && chainOf(name) === chain ? 0 : 1,
    group !== null && name.includes(group) ? 0 : 1,
    Number(INDEX.exec(name)?.[1] ?? -1),
  ]
  const [best] = candidates
    .map((name) => ({ name, rank: rank(name) }))
    .toSorted((a, b) => compare(a.rank, b.rank) || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
  return best?.name ?? null
}

/** `payments-retry-0` and `payments-retry-1000` belong to the chain `payments-retry`. */
function chainOf(name: string): string {
  return name.replace(INDEX, '')
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [at, value] of a.entries()) if (value !== b[at]) return value - (b[at] ?? 0)
  return 0
}

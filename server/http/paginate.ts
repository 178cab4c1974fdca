import type { ListQuery, Page } from '#lib/contract/common.ts'

type Sortable = string | number | bigint | boolean | null | undefined

interface PageRules<Item> {
  /** What `search` is looked for in, ignoring case. */
  searched: (item: Item) => string
  /** The value a column sorts by. Nulls come last in either direction. */
  column: (item: Item, column: string) => Sortable
}

/** Filters, sorts and cuts a list as its query asks. Equal items keep the order they came in. */
export function paginate<Item>(items: Item[], query: ListQuery, { searched, column }: PageRules<Item>): Page<Item> {
  const needle = query.search?.toLowerCase()
  const found = needle ? items.filter((item) => searched(item).toLowerCase().includes(needle)) : items
  const descending = query.sort.startsWith('-')
  const name = descending ? query.sort.slice(1) : query.sort
  const sorted = found
    .map((item) => ({ item, key: column(item, name) }))
    .toSorted((a, b) => compare(a.key, b.key, descending))
  const start = (query.page - 1) * query.pageSize
  return {
    items: sorted.slice(start, start + query.pageSize).map(({ item }) => item),
    total: found.length,
    page: query.page,
    pageSize: query.pageSize,
  }
}

const collator = new Intl.Collator('en', { numeric: true })

function compare(a: Sortable, b: Sortable, descending: boolean): number {
  const missingA = a === null || a === undefined
  const missingB = b === null || b === undefined
  if (missingA || missingB) return Number(missingA) - Number(missingB)
  const order = typeof a === 'string' && typeof b === 'string' ? collator.compare(a, b) : a < b ? -1 : a > b ? 1 : 0
  return descending ? -order : order
}

const ITEM = /^(\d+)(?:\s*-\s*(\d+))?$/

/** `3, 7-9` as numbers below `count`, in order; nothing typed is an empty list, which means all. Null where it is something else. */
export function parsePartitions(text: string, count: number): number[] | null {
  const chosen = new Set<number>()
  for (const item of text.split(',').map((part) => part.trim())) {
    if (item === '') continue
    const [, first, last = first] = ITEM.exec(item) ?? []
    if (first === undefined || Number(last) >= count) return null
    for (let partition = Number(first); partition <= Number(last); partition += 1) chosen.add(partition)
  }
  return [...chosen].toSorted((a, b) => a - b)
}

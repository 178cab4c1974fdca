import type { Message } from '../contract/messages.ts'

/** Lists that are each in their own order, merged by time; no list's order is changed where its times go back. */
export function mergeByTime(lists: readonly (readonly Message[])[]): Message[] {
  const heads = lists.map(() => 0)
  const merged: Message[] = []
  for (;;) {
    let best = -1
    let bestAt = Infinity
    for (const [index, list] of lists.entries()) {
      const next = list[heads[index] ?? 0]
      if (next && (best < 0 || next.timestamp < bestAt)) {
        best = index
        bestAt = next.timestamp
      }
    }
    const taken = lists[best]?.[heads[best] ?? 0]
    if (!taken) return merged
    heads[best] = (heads[best] ?? 0) + 1
    merged.push(taken)
  }
}

/** A pair of lines that stand beside each other: equal, changed, or on one side only. */
export interface DiffRow {
  kind: 'same' | 'changed' | 'removed' | 'added'
  left: string | null
  right: string | null
}

/** Texts that differ in more lines than this are not worth pairing line by line. */
const MAX_EDITS = 600

/** What changed from `left` to `right`, line by line (Myers 1986); beyond 600 edits everything between the common ends counts as changed. */
export function diffLines(left: readonly string[], right: readonly string[]): DiffRow[] {
  const most = Math.min(left.length, right.length)
  let start = 0
  while (start < most && left[start] === right[start]) start += 1
  let end = 0
  while (end < most - start && left[left.length - 1 - end] === right[right.length - 1 - end]) end += 1
  const a = left.slice(start, left.length - end)
  const b = right.slice(start, right.length - end)
  const rows: DiffRow[] = left.slice(0, start).map(same)
  let [x, y] = [0, 0]
  for (const [toX, toY] of [...commonLines(a, b), [a.length, b.length] as const]) {
    pairUp(rows, a.slice(x, toX), b.slice(y, toY))
    const line = a[toX]
    if (line !== undefined) rows.push(same(line))
    ;[x, y] = [toX + 1, toY + 1]
  }
  return [...rows, ...left.slice(left.length - end).map(same)]
}

const same = (line: string): DiffRow => ({ kind: 'same', left: line, right: line })

function pairUp(rows: DiffRow[], removed: readonly string[], added: readonly string[]): void {
  for (let index = 0; index < Math.max(removed.length, added.length); index += 1) {
    const [left = null, right = null] = [removed[index], added[index]]
    rows.push({ kind: left === null ? 'added' : right === null ? 'removed' : 'changed', left, right })
  }
}

/** The places of the lines that stay, in their order: those of a longest common subsequence. */
function commonLines(a: readonly string[], b: readonly string[]): [number, number][] {
  const reach: Map<number, number>[] = []
  let current = new Map<number, number>([[1, 0]])
  for (let edits = 0; edits <= MAX_EDITS; edits += 1) {
    const next = new Map(current)
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && (next.get(k - 1) ?? -1) < (next.get(k + 1) ?? -1))
      let x = down ? (next.get(k + 1) ?? 0) : (next.get(k - 1) ?? 0) + 1
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1
      next.set(k, x)
      if (x >= a.length && x - k >= b.length) return wayBack(a, b, [...reach, current])
    }
    reach.push(current)
    current = next
  }
  return []
}

function wayBack(
  a: readonly string[],
  b: readonly string[],
  reach: readonly Map<number, number>[],
): [number, number][] {
  const common: [number, number][] = []
  let [x, y] = [a.length, b.length]
  for (let edits = reach.length - 1; edits >= 0; edits -= 1) {
    const before = reach[edits] ?? new Map<number, number>()
    const k = x - y
    const down = k === -edits || (k !== edits && (before.get(k - 1) ?? -1) < (before.get(k + 1) ?? -1))
    const fromK = down ? k + 1 : k - 1
    const fromX = before.get(fromK) ?? 0
    const fromY = fromX - fromK
    while (x > Math.max(0, fromX) && y > Math.max(0, fromY)) {
      x -= 1
      y -= 1
      common.push([x, y])
    }
    ;[x, y] = [fromX, fromY]
  }
  return common.toReversed()
}

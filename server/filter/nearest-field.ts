import { isCelMap } from '@bufbuild/cel'

/** Fields that are looked at, and how deep. */
const MAX_FIELDS = 500
const MAX_DEPTH = 4
const NAME = /^[A-Za-z_]\w*$/

/**
 * The field that was probably meant by a name that is not there: one of the same object that is written nearly the same, else one of that name
 * deeper inside. Its steps from the object; null where nothing is near.
 */
export function nearestField(object: unknown, name: string | number | undefined): string[] | null {
  if (typeof name !== 'string') return null
  const own = fieldsOf(object).map(([field]) => field)
  const near = own
    .map((field) => ({ field, steps: distance(field.toLowerCase(), name.toLowerCase()) }))
    .filter(({ steps }) => steps <= (name.length > 4 ? 2 : name.length > 2 ? 1 : 0))
    .toSorted((a, b) => a.steps - b.steps)[0]
  if (near) return NAME.test(near.field) ? [near.field] : null
  return deeper(object, name)
}

function deeper(root: unknown, name: string): string[] | null {
  let open: { value: unknown; path: string[] }[] = [{ value: root, path: [] }]
  let seen = 0
  for (let depth = 0; depth < MAX_DEPTH && open.length > 0; depth += 1) {
    const next: typeof open = []
    for (const { value, path } of open) {
      for (const [field, child] of fieldsOf(value)) {
        if ((seen += 1) > MAX_FIELDS) return null
        if (!NAME.test(field)) continue
        if (field === name) return [...path, field]
        next.push({ value: child, path: [...path, field] })
      }
    }
    open = next
  }
  return null
}

function fieldsOf(value: unknown): [string, unknown][] {
  if (isCelMap(value))
    return [...value].flatMap(([field, child]) => (typeof field === 'string' ? [[field, child]] : []))
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
    ? Object.entries(value)
    : []
}

/** Letters to change, insert or remove (Levenshtein); two that changed places count as one. Beyond 3 it is not counted exactly. */
function distance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return 3
  let [before, previous]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, index) => index)]
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1]
      let least = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      )
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1])
        least = Math.min(least, (before[column - 2] ?? 0) + 1)
      current[column] = least
    }
    ;[before, previous] = [previous, current]
  }
  return previous[other.length] ?? 3
}

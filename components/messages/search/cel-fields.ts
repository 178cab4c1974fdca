import type { Decoded, Message } from '#lib/contract/messages.ts'
import { JSON_FORMATS } from '#lib/format/json-formats.ts'
import { parsePath, pathsIn, type PathValue, readPath } from '#lib/json/json-path.ts'

/** What is known to stand below a path such as `value.customer` or `value.items[]`: names and what they are. */
export interface CelFields {
  below: ReadonlyMap<string, ReadonlyMap<string, string>>
  headers: readonly string[]
}

const ROWS = 20
const NAMES = 500
const ITEM_CHARS = 4_000
const PLAIN = /^[A-Za-z_]\w*$/

/** The fields and headers of the first records of a list. */
export function fieldsOf(rows: readonly Message[]): CelFields {
  const below = new Map<string, Map<string, string>>()
  let names = 0
  const add = (path: readonly string[], about: string) => {
    for (let length = 1; length < path.length; length += 1) {
      const name = (path[length] ?? '').replace('[]', '')
      if (!PLAIN.test(name)) return
      const parent = path.slice(0, length).join('.')
      const known = below.get(parent) ?? new Map<string, string>()
      below.set(parent, known)
      if (known.has(name) || names >= NAMES) continue
      names += 1
      known.set(name, length === path.length - 1 ? about : (path[length] ?? '').endsWith('[]') ? 'list' : 'object')
    }
  }
  const read = (text: string, root: readonly string[]) => {
    for (const path of pathsIn(text)) {
      const steps = parsePath(path) ?? []
      const here = [...root, ...steps.map(String)]
      const value = readPath(text, steps)
      add(here, aboutOf(value))
      if (value.kind !== 'found' || value.type !== 'array' || root.length > 3) continue
      const item = readPath(text, [...steps, 0], ITEM_CHARS)
      if (item.kind === 'found' && item.type === 'object')
        read(item.text, [...here.slice(0, -1), `${here.at(-1) ?? ''}[]`])
    }
  }
  const headers = new Set<string>()
  for (const row of rows.slice(0, ROWS)) {
    read(jsonOf(row.value), ['value'])
    read(jsonOf(row.key), ['key'])
    for (const { name } of row.headers) headers.add(name)
  }
  return { below, headers: [...headers].toSorted() }
}

const jsonOf = (decoded: Decoded | null) => (decoded && JSON_FORMATS.has(decoded.format) ? decoded.text : '')

function aboutOf(value: PathValue): string {
  if (value.kind !== 'found') return ''
  const { type, text } = value
  if (type === 'array') return 'list'
  if (type === 'object') return 'object'
  return text.length > 24 ? `${text.slice(0, 23)}…` : text
}

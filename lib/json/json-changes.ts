import { type JsonPath, pathText } from './json-path.ts'
import type { JsonNode } from './json-tree.ts'

/** What became of one value between two JSON texts. The path is empty for the whole. */
export interface JsonChange {
  path: string
  kind: 'added' | 'removed' | 'changed'
  before: string | null
  after: string | null
}

const SHOWN_CHARS = 240

/** What changed from one tree to another, value by value; beyond `limit` changes are only counted. */
export function jsonChanges(before: JsonNode, after: JsonNode, limit = 200): { changes: JsonChange[]; more: number } {
  const changes: JsonChange[] = []
  let more = 0
  const add = (path: JsonPath, from: JsonNode | null, to: JsonNode | null) => {
    if (changes.length >= limit) {
      more += 1
      return
    }
    const kind = from === null ? 'added' : to === null ? 'removed' : 'changed'
    changes.push({ path: pathText(path), kind, before: from && shortJson(from), after: to && shortJson(to) })
  }
  const compare = (path: JsonPath, from: JsonNode, to: JsonNode): void => {
    if (from.kind === 'object' && to.kind === 'object') {
      const [left, right] = [byKey(from), byKey(to)]
      for (const [key, value] of left) {
        const other = right.get(key)
        if (other) compare([...path, key], value, other)
        else add([...path, key], value, null)
      }
      for (const [key, value] of right) if (!left.has(key)) add([...path, key], null, value)
    } else if (from.kind === 'array' && to.kind === 'array') compareItems(path, from.items, to.items)
    else if (!same(from, to)) add(path, from, to)
  }
  /** What stands equal at both ends stays; the rest is paired in its order, so an item put in between is one addition. */
  const compareItems = (path: JsonPath, from: readonly JsonNode[], to: readonly JsonNode[]) => {
    const most = Math.min(from.length, to.length)
    let start = 0
    while (start < most && sameAt(from, to, start, start)) start += 1
    let end = 0
    while (end < most - start && sameAt(from, to, from.length - 1 - end, to.length - 1 - end)) end += 1
    for (let index = start; index < Math.max(from.length, to.length) - end; index += 1) {
      const left = index < from.length - end ? from[index] : undefined
      const right = index < to.length - end ? to[index] : undefined
      if (left && right) compare([...path, index], left, right)
      else add([...path, index], left ?? null, right ?? null)
    }
  }
  compare([], before, after)
  return { changes, more }
}

/** JSON on one line, digits as they were written, cut where it is long. */
export function shortJson(node: JsonNode, most = SHOWN_CHARS): string {
  const text = printed(node, most)
  return text.length > most ? `${text.slice(0, most)}…` : text
}

function printed(node: JsonNode, most: number): string {
  if (node.kind === 'string') return JSON.stringify(node.text.slice(0, most + 1))
  if (node.kind !== 'object' && node.kind !== 'array') return node.text
  const parts: string[] = []
  let length = 0
  const items =
    node.kind === 'array'
      ? node.items.map((value) => ({ name: '', value }))
      : node.entries.map(({ key, value }) => ({ name: `${JSON.stringify(key)}: `, value }))
  for (const { name, value } of items) {
    if (length > most) break
    const part = `${name}${printed(value, most)}`
    length += part.length
    parts.push(part)
  }
  return node.kind === 'array' ? `[${parts.join(', ')}]` : `{ ${parts.join(', ')} }`.replace('{  }', '{}')
}

/** Of two members of the same name the last one counts, as for most readers. */
function byKey(node: JsonNode & { kind: 'object' }): Map<string, JsonNode> {
  return new Map(node.entries.map(({ key, value }) => [key, value]))
}

function sameAt(from: readonly JsonNode[], to: readonly JsonNode[], left: number, right: number): boolean {
  const [a, b] = [from[left], to[right]]
  return a !== undefined && b !== undefined && same(a, b)
}

function same(a: JsonNode, b: JsonNode): boolean {
  if (a.kind === 'object' && b.kind === 'object') {
    const [left, right] = [byKey(a), byKey(b)]
    if (left.size !== right.size) return false
    for (const [key, value] of left) {
      const other = right.get(key)
      if (!other || !same(value, other)) return false
    }
    return true
  }
  if (a.kind === 'array' && b.kind === 'array')
    return a.items.length === b.items.length && a.items.every((_, index) => sameAt(a.items, b.items, index, index))
  return a.kind === b.kind && 'text' in a && 'text' in b && a.text === b.text
}

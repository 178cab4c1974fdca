import type { Decoded, Message } from '#lib/contract/messages.ts'
import { type DiffRow, diffLines } from '#lib/diff/diff-lines.ts'
import { jsonLines } from '#lib/json/json-lines.ts'
import { type JsonNode, parseJsonTree } from '#lib/json/json-tree.ts'

/** One part of two records side by side. */
export interface CompareSection {
  title: string
  rows: DiffRow[]
  /** Lines that are not equal. */
  changes: number
  /** Whether only the beginning of a part was compared. */
  cut: boolean
}

/** The key, the value and the headers of two records, line by line. With `sorted`, the order of fields in objects does not count. */
export function compareSections(left: Message, right: Message, { sorted }: { sorted: boolean }): CompareSection[] {
  return [
    section('Value', [left.value, right.value], sorted),
    section('Key', [left.key, right.key], sorted),
    { ...rowsOf('Headers', headerLines(left, sorted), headerLines(right, sorted)), cut: false },
  ]
}

function section(title: string, [left, right]: [Decoded | null, Decoded | null], sorted: boolean): CompareSection {
  return {
    ...rowsOf(title, linesOf(left, sorted), linesOf(right, sorted)),
    cut: (left?.truncated ?? false) || (right?.truncated ?? false),
  }
}

function rowsOf(title: string, left: string[], right: string[]): Omit<CompareSection, 'cut'> {
  const rows = diffLines(left, right)
  return { title, rows, changes: rows.filter((row) => row.kind !== 'same').length }
}

function linesOf(decoded: Decoded | null, sorted: boolean): string[] {
  if (decoded === null) return ['null']
  const tree = /^\s*[{[]/.test(decoded.text) && !decoded.truncated ? parseJsonTree(decoded.text) : null
  return tree ? printed(sorted ? sortedTree(tree) : tree) : decoded.text.split(/\r?\n/)
}

function headerLines({ headers }: Message, sorted: boolean): string[] {
  const lines = headers.map(({ name, value }) => `${name}: ${value === null ? 'null' : value.text}`)
  return sorted ? lines.toSorted() : lines
}

/** JSON in lines of one value each, every digit as it was sent. */
function printed(tree: JsonNode): string[] {
  return jsonLines(tree, () => false).map(({ depth, key, shape, node, comma }) => {
    const name = key === null ? '' : `${JSON.stringify(key)}: `
    return `${'  '.repeat(depth)}${name}${contentOf(node, shape)}${comma ? ',' : ''}`
  })
}

function contentOf(node: JsonNode, shape: 'open' | 'folded' | 'close' | 'leaf'): string {
  const [open, close] = node.kind === 'array' ? '[]' : '{}'
  if (shape === 'open') return open ?? ''
  if (shape === 'close') return close ?? ''
  if (shape === 'folded') return `${open}${close}`
  if (node.kind === 'string') return JSON.stringify(node.text)
  return 'text' in node ? node.text : ''
}

function sortedTree(node: JsonNode): JsonNode {
  if (node.kind === 'array') return { ...node, items: node.items.map(sortedTree) }
  if (node.kind !== 'object') return node
  const entries = node.entries.map(({ key, value }) => ({ key, value: sortedTree(value) }))
  return { ...node, entries: entries.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)) }
}

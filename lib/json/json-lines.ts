import type { JsonNode } from './json-tree.ts'

/** One line of a JSON tree as it is shown. */
export interface JsonLine {
  /** Tells the line's node from all others, and stays the same while others fold. */
  path: string
  depth: number
  /** The key it has in its object; null in an array and at the root. */
  key: string | null
  /** What stands there: the opening of a branch, a folded or empty branch, its closing bracket, or a leaf. */
  shape: 'open' | 'folded' | 'close' | 'leaf'
  node: JsonNode
  /** Whether another follows in the same branch. */
  comma: boolean
}

/** The lines of a tree, without what is inside of folded branches. */
export function jsonLines(
  root: JsonNode,
  isFolded: (path: string, node: JsonNode, depth: number) => boolean,
): JsonLine[] {
  const lines: JsonLine[] = []
  const add = (node: JsonNode, place: Omit<JsonLine, 'node' | 'shape'>) => {
    const children = childrenOf(node)
    if (children === null) return lines.push({ ...place, node, shape: 'leaf' })
    if (children.length === 0 || isFolded(place.path, node, place.depth))
      return lines.push({ ...place, node, shape: 'folded' })
    lines.push({ ...place, comma: false, node, shape: 'open' })
    for (const [index, child] of children.entries()) {
      const path = `${place.path}/${index}`
      add(child.value, { path, depth: place.depth + 1, key: child.key, comma: index < children.length - 1 })
    }
    return lines.push({ ...place, key: null, path: `${place.path}/-`, node, shape: 'close' })
  }
  add(root, { path: '', depth: 0, key: null, comma: false })
  return lines
}

/** How many there are in a branch; null for a leaf. */
export function sizeOf(node: JsonNode): number | null {
  return childrenOf(node)?.length ?? null
}

/** All nodes of a tree, up to `limit`. */
export function countNodes(node: JsonNode, limit: number): number {
  let count = 1
  for (const child of childrenOf(node) ?? []) {
    if (count >= limit) return count
    count += countNodes(child.value, limit - count)
  }
  return count
}

function childrenOf(node: JsonNode): { key: string | null; value: JsonNode }[] | null {
  if (node.kind === 'object') return node.entries
  if (node.kind === 'array') return node.items.map((value) => ({ key: null, value }))
  return null
}

import type { JsonNode } from '#lib/json/json-tree.ts'

/** One line of a large tree, small enough to be sent from the worker that holds the tree. */
export interface TreeLine {
  /** The child's place in each branch from the root on. */
  path: number[]
  key: string | null
  shape: 'open' | 'folded' | 'close' | 'leaf'
  kind: JsonNode['kind']
  /** A leaf as it is written, strings in quotes; cut off after {@link LEAF_CHARS}. */
  text: string
  /** How many children a branch has; how many characters of a leaf were left out. */
  size: number
  comma: boolean
}

/** A branch that is unfolded, with those of its children that are. `lines` counts its own two and all between them. */
interface Open {
  node: JsonNode
  size: number
  children: Map<number, Open>
  lines: number
}

const LEAF_CHARS = 400
/** What is unfolded at first. */
const FIRST = { depth: 3, items: 100, lines: 400 }

/**
 * A JSON tree of any size with its folds. What is unfolded is counted, not listed: a window of lines costs what it shows, also in an array
 * of a million items.
 */
export class FoldedTree {
  readonly #root: Open | null
  readonly #leaf: JsonNode

  constructor(root: JsonNode) {
    this.#leaf = root
    this.#root = sizeOf(root) === null ? null : opened(root)
    if (this.#root) openFirst(this.#root, 1, FIRST.lines)
  }

  get lines(): number {
    return this.#root?.lines ?? 1
  }

  /** Folds a branch, or unfolds it. */
  turn(path: readonly number[]): void {
    const place = path.at(-1)
    if (!this.#root || place === undefined) return
    const parents = [this.#root]
    for (const index of path.slice(0, -1)) {
      const next = parents.at(-1)?.children.get(index)
      if (!next) return
      parents.push(next)
    }
    const parent = parents.at(-1)
    if (!parent) return
    const known = parent.children.get(place)
    const child = known ?? branchAt(parent.node, place)
    if (!child) return
    if (known) parent.children.delete(place)
    else parent.children.set(place, child)
    for (const branch of parents) branch.lines += known ? 1 - child.lines : child.lines - 1
  }

  /** The lines from `first` on, `count` at most. */
  window(first: number, count: number): TreeLine[] {
    if (!this.#root) return [lineOf({ node: this.#leaf, path: [], key: null, comma: false }, 'leaf')]
    const out: TreeLine[] = []
    collect(this.#root, { path: [], key: null, comma: false }, { skip: Math.max(0, first), left: count, out })
    return out
  }
}

interface Place {
  path: number[]
  key: string | null
  comma: boolean
}

interface Walk {
  /** Lines to pass over before the first that is wanted. */
  skip: number
  left: number
  out: TreeLine[]
}

function collect(branch: Open, place: Place, walk: Walk): void {
  emit(walk, () => lineOf({ node: branch.node, ...place, comma: false }, 'open'))
  let index = 0
  const closedUntil = (end: number) => {
    const passed = Math.min(walk.skip, end - index)
    walk.skip -= passed
    for (index += passed; index < end && walk.left > 0; index += 1) {
      const child = childAt(branch.node, index)
      if (child) emit(walk, () => lineOf({ ...child, ...placeIn(branch, place, index) }, 'folded'))
    }
    index = end
  }
  for (const at of [...branch.children.keys()].toSorted((a, b) => a - b)) {
    if (walk.left <= 0) return
    closedUntil(at)
    const child = branch.children.get(at)
    if (child && walk.skip >= child.lines) walk.skip -= child.lines
    else if (child) collect(child, { ...placeIn(branch, place, at), key: childAt(branch.node, at)?.key ?? null }, walk)
    index = at + 1
  }
  closedUntil(branch.size)
  emit(walk, () => lineOf({ node: branch.node, ...place, key: null }, 'close'))
}

function emit(walk: Walk, line: () => TreeLine): void {
  if (walk.skip > 0) walk.skip -= 1
  else if (walk.left > 0) {
    walk.left -= 1
    walk.out.push(line())
  }
}

function placeIn(branch: Open, { path }: Place, index: number): Pick<Place, 'path' | 'comma'> {
  return { path: [...path, index], comma: index < branch.size - 1 }
}

function lineOf({ node, path, key, comma }: Place & { node: JsonNode }, shape: TreeLine['shape']): TreeLine {
  const size = sizeOf(node)
  if (size !== null) return { path, key, comma, kind: node.kind, shape, text: '', size }
  const text =
    node.kind === 'string' ? JSON.stringify(node.text.slice(0, LEAF_CHARS)) : textOf(node).slice(0, LEAF_CHARS)
  const cut = Math.max(0, textOf(node).length - LEAF_CHARS)
  return { path, key, comma, kind: node.kind, shape: 'leaf', text, size: cut }
}

function textOf(node: JsonNode): string {
  return 'text' in node ? node.text : ''
}

function childAt(node: JsonNode, index: number): { node: JsonNode; key: string | null } | null {
  if (node.kind === 'object') {
    const entry = node.entries[index]
    return entry ? { node: entry.value, key: entry.key } : null
  }
  const item = node.kind === 'array' ? node.items[index] : undefined
  return item ? { node: item, key: null } : null
}

function branchAt(node: JsonNode, index: number): Open | null {
  const child = childAt(node, index)
  return child && sizeOf(child.node) ? opened(child.node) : null
}

function opened(node: JsonNode): Open {
  const size = sizeOf(node) ?? 0
  return { node, size, children: new Map(), lines: size + 2 }
}

function sizeOf(node: JsonNode): number | null {
  if (node.kind === 'object') return node.entries.length
  return node.kind === 'array' ? node.items.length : null
}

/** Unfolds what is small and near the root. @returns how many lines may still be added */
function openFirst(branch: Open, depth: number, budget: number): number {
  if (depth >= FIRST.depth || branch.size > FIRST.items) return budget
  let left = budget - branch.size
  for (let index = 0; index < branch.size && left > 0; index += 1) {
    const child = branchAt(branch.node, index)
    if (!child || child.size > FIRST.items || child.size > left) continue
    left = openFirst(child, depth + 1, left)
    branch.children.set(index, child)
    branch.lines += child.lines - 1
  }
  return left
}

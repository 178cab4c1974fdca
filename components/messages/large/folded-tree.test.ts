import { describe, expect, it } from 'vitest'
import { type JsonNode, parseJsonTree } from '#lib/json/json-tree.ts'
import { FoldedTree, type TreeLine } from './folded-tree.ts'

const treeOf = (text: string) => new FoldedTree(parseJsonTree(text) as JsonNode)

const print = ({ path, key, shape, text, size, comma }: TreeLine) =>
  `${'.'.repeat(path.length)}${key ?? ''}:${shape}${shape === 'leaf' ? text : ` ${size}`}${comma ? ',' : ''}`

describe('a folded tree', () => {
  const tree = treeOf('{"a":{"b":[1,2]},"c":{},"d":"x\\"y"}')
  const all = () => tree.window(0, 100).map(print)

  it('opens small branches, and closes them', () => {
    expect(all()).toEqual([
      ':open 3',
      '.a:open 1',
      '..b:open 2',
      '...:leaf1,',
      '...:leaf2',
      '..:close 2',
      '.:close 1,',
      '.c:folded 0,',
      '.d:leaf"x\\"y"',
      ':close 3',
    ])
    expect(tree.lines).toBe(10)
  })

  it('gives any window of them', () => {
    for (let first = 0; first <= 10; first += 1)
      for (let count = 0; count <= 10; count += 1)
        expect(tree.window(first, count).map(print)).toEqual(all().slice(first, first + count))
  })

  it('folds and unfolds', () => {
    tree.turn([0, 0])
    expect(tree.lines).toBe(7)
    expect(all().slice(1, 4)).toEqual(['.a:open 1', '..b:folded 2', '.:close 1,'])
    tree.turn([0])
    expect(tree.lines).toBe(5)
    tree.turn([0])
    tree.turn([0, 0])
    expect(tree.lines).toBe(10)
    tree.turn([1])
    tree.turn([7, 7])
    expect(tree.lines).toBe(10)
  })
})

it('shows the middle of a million items at once, some of them unfolded', () => {
  const tree = treeOf(`[${Array.from({ length: 200_000 }, (_, id) => `{"id":${id}}`).join(',')}]`)
  expect(tree.lines).toBe(200_002)
  tree.turn([100_000])
  tree.turn([5])
  expect(tree.lines).toBe(200_006)
  expect(tree.window(100_003, 4).map(print)).toEqual(['.:open 1', '..id:leaf100000', '.:close 1,', '.:folded 1,'])
})

it('cuts long leaves and says by how much', () => {
  const [line] = treeOf(`"${'a'.repeat(1000)}"`).window(0, 5)
  expect(line?.size).toBe(600)
  expect(line?.text).toHaveLength(402)
})

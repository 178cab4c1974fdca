import { expect, it } from 'vitest'
import { type DiffRow, diffLines } from './diff-lines.ts'

const SIGN = { same: ' ', changed: '~', removed: '-', added: '+' }
const show = (rows: DiffRow[]) => rows.map(({ kind, left, right }) => `${SIGN[kind]}${left ?? ''}|${right ?? ''}`)

it('pairs what changed and keeps what stayed', () => {
  expect(show(diffLines(['a', 'b', 'c', 'd'], ['a', 'x', 'c', 'e', 'd']))).toEqual([
    ' a|a',
    '~b|x',
    ' c|c',
    '+|e',
    ' d|d',
  ])
  expect(show(diffLines(['a', 'b'], []))).toEqual(['-a|', '-b|'])
  expect(show(diffLines([], ['a']))).toEqual(['+|a'])
  expect(diffLines([], [])).toEqual([])
})

/** The length of a longest common subsequence, the plain way. */
function common(a: readonly string[], b: readonly string[]): number {
  let before = Array<number>(b.length + 1).fill(0)
  for (const line of a) {
    const row = [0]
    for (const [index, other] of b.entries())
      row.push(line === other ? (before[index] ?? 0) + 1 : Math.max(row[index] ?? 0, before[index + 1] ?? 0))
    before = row
  }
  return before[b.length] ?? 0
}

it('brings both sides back, and keeps as many lines as can stay', () => {
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * below)
  }
  const text = () => Array.from({ length: random(12) }, () => 'abcd'[random(4)] ?? '')
  for (let round = 0; round < 500; round += 1) {
    const [left, right] = [text(), text()]
    const rows = diffLines(left, right)
    expect(rows.flatMap((row) => row.left ?? [])).toEqual(left)
    expect(rows.flatMap((row) => row.right ?? [])).toEqual(right)
    expect(rows.filter((row) => row.kind === 'same')).toHaveLength(common(left, right))
    expect(rows.every((row) => (row.kind === 'same') === (row.left === row.right))).toBe(true)
  }
})

it('gives up pairing where nothing is alike', () => {
  const lines = (sign: string) => Array.from({ length: 3000 }, (_, index) => `${sign}${index}`)
  expect(new Set(diffLines(lines('a'), lines('b')).map((row) => row.kind))).toEqual(new Set(['changed']))
})

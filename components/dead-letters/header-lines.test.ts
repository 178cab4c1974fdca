import { expect, test } from 'vitest'
import type { Header } from '#lib/contract/messages.ts'
import { headerLines, shownLines } from './header-lines.ts'

const header = (name: string, text: string | null = ''): Header => ({
  name,
  value: text === null ? null : { format: 'text', text, sizeBytes: text.length, truncated: false },
})

function signs(before: Header[], after: Header[]): string[] {
  return headerLines(before, after).map(({ sign, header: { name } }) => `${sign}${name}`)
}

test('all that goes out stands before what comes in', () => {
  const before = [header('trace'), header('error.topic'), header('error.stage')]
  expect(signs(before, [header('trace'), header('replay-id'), header('replay-by')])).toEqual([
    ' trace',
    '-error.topic',
    '-error.stage',
    '+replay-id',
    '+replay-by',
  ])
})

test('what a replay takes away and adds', () => {
  const before = [header('trace'), header('error.topic'), header('source'), header('error.stage')]
  expect(signs(before, [header('trace'), header('source'), header('replay-id')])).toEqual([
    ' trace',
    '-error.topic',
    ' source',
    '-error.stage',
    '+replay-id',
  ])
})

test('what somebody changed, added and removed in between, with duplicates and nulls', () => {
  const before = [header('a', '1'), header('b'), header('b'), header('c', null)]
  expect(signs(before, [header('a', '2'), header('b'), header('new'), header('c', null)])).toEqual([
    '-a',
    '+a',
    ' b',
    '-b',
    '+new',
    ' c',
  ])
  expect(signs(before, before)).toEqual([' a', ' b', ' b', ' c'])
  expect(signs([header('c', null)], [header('c', '')])).toEqual(['-c', '+c'])
  expect(signs([], [header('a')])).toEqual(['+a'])
  expect(signs([header('a')], [])).toEqual(['-a'])
})

test('records of very many headers', () => {
  const many = Array.from({ length: 120_000 }, (_, index) => header(`h${index}`))
  const added = headerLines(many, [...many.slice(0, 60_000), header('replay-id'), ...many.slice(60_000)])
  expect(added.filter(({ sign }) => sign !== ' ')).toEqual([{ sign: '+', header: header('replay-id') }])
  expect(added).toHaveLength(120_001)

  const others = many.map(({ name }) => header(`x-${name}`))
  const replaced = headerLines([header('trace'), ...many], [header('trace'), ...others])
  expect(replaced.slice(1, 120_001).every(({ sign }) => sign === '-')).toBe(true)
  expect(replaced.slice(120_001).every(({ sign }) => sign === '+')).toBe(true)
  expect(replaced).toHaveLength(240_001)
})

test('of too many lines those that change are shown', () => {
  const many = Array.from({ length: 600 }, (_, index) => header(`h${index}`))
  const shown = shownLines(headerLines(many, [...many, header('replay-id')]))
  expect(shown).toHaveLength(500)
  expect(shown[0]?.header.name).toBe('h0')
  expect(shown.at(-1)).toEqual({ sign: '+', header: header('replay-id') })
  expect(shownLines(headerLines([], many)).at(-1)?.header.name).toBe('h499')
  const few = headerLines([], many.slice(0, 500))
  expect(shownLines(few)).toBe(few)
})

import { expect, test } from 'vitest'
import type { Header } from '#lib/contract/messages.ts'
import { headerLines } from './header-lines.ts'

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

import { expect, it } from 'vitest'
import { countChoice } from './count-choice.ts'

const groups = [
  { fingerprint: 'a', count: 10, replayed: 3, ignored: 2 },
  { fingerprint: 'b', count: 4, replayed: 4, ignored: 0 },
]
const letter = (offset: string, state: 'open' | 'replayed' | 'ignored') => ({
  state,
  message: { partition: 0, offset },
})

it('counts what a replay sends, not what was chosen', () => {
  expect(countChoice({ all: true }, groups, [])).toEqual({ chosen: 14, open: 5 })
  expect(countChoice({ fingerprints: ['a'] }, groups, [])).toEqual({ chosen: 10, open: 5 })
  expect(countChoice({ fingerprints: ['b'] }, groups, [])).toEqual({ chosen: 4, open: 0 })
})

it('of letters chosen one by one the ignored are sent, too', () => {
  const letters = [letter('1', 'open'), letter('2', 'ignored'), letter('3', 'replayed')]
  const records = ['1', '2', '3'].map((offset) => ({ partition: 0, offset }))
  expect(countChoice({ records }, groups, letters)).toEqual({ chosen: 3, open: 2 })
})

import { expect, it } from 'vitest'
import type { DeadLetter } from '#lib/contract/dead-letters.ts'
import { whatHappened, whereItStands } from './plain-words.ts'

const letter = {
  group: 'billing',
  component: null,
  exceptionClass: 'com.example.BadAmount',
  exceptionMessage: 'amount must be positive',
  attempts: 3,
  state: 'failedAgain',
  replayCount: 2,
} as DeadLetter

it('says in plain words what happened and where it stands', () => {
  expect(whatHappened(letter)).toBe('billing could not process it after 3 tries: amount must be positive')
  const silent = { ...letter, group: null, exceptionMessage: null, exceptionClass: null, attempts: null }
  expect(whatHappened(silent)).toBe('The application could not process it.')
  expect(whatHappened({ ...letter, exceptionMessage: null, attempts: 1 })).toBe(
    'billing could not process it: BadAmount',
  )
  expect(whereItStands(letter)).toBe('It was sent again 2 times and failed again.')
  expect(whereItStands({ ...letter, state: 'open' })).toBe('Nobody has sent it again yet.')
})

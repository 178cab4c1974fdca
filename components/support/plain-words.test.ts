import { expect, it } from 'vitest'
import type { DeadLetter } from '#lib/contract/dead-letters.ts'
import { howItStands, whatHappened } from './plain-words.ts'

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
})

it('says where it stands', () => {
  expect(howItStands(letter, null)).toEqual({
    look: 'failedAgain',
    text: 'It was sent again 2 times and failed again.',
  })
  expect(howItStands({ ...letter, state: 'open' }, null).text).toBe('It has not been sent again yet.')
})

it('changes with what is sent from the page', () => {
  const open = { ...letter, state: 'open', replayCount: 0 } as DeadLetter
  const sending = (job: object) => ({ countBefore: 0, job: { sent: 0, by: 'Ada', problem: null, ...job } as never })
  expect(howItStands(open, { countBefore: 0, job: undefined }).look).toBe('sending')
  expect(howItStands(open, sending({ state: 'running' })).look).toBe('sending')
  expect(howItStands(open, sending({ state: 'completed', sent: 1 }))).toEqual({
    look: 'replayed',
    text: 'Sent again just now by Ada.',
  })
  expect(howItStands(open, sending({ state: 'awaitingApproval' })).look).toBe('awaitingApproval')
  expect(howItStands(open, sending({ state: 'failed', problem: 'The target refused it.' }))).toEqual({
    look: 'notSent',
    text: 'It was not sent. The target refused it.',
  })
  const back = { ...open, state: 'failedAgain', replayCount: 1 } as DeadLetter
  expect(howItStands(back, sending({ state: 'completed', sent: 1 })).text).toBe(
    'It was sent again once and failed again.',
  )
  expect(howItStands(letter, { ...sending({ state: 'completed', sent: 1 }), countBefore: 2 }).look).toBe('replayed')
})

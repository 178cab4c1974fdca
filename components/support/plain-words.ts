import { ownMessage } from '#lib/failure-message.ts'
import type { DeadLetter } from '#lib/contract/dead-letters.ts'

/** What happened to a message, for somebody who knows no Kafka. */
export function whatHappened({ group, component, exceptionMessage, exceptionClass, attempts }: DeadLetter): string {
  const who = group ?? component
  const tries = attempts !== null && attempts > 1 ? ` after ${attempts} tries` : ''
  const why = (exceptionMessage === null ? null : ownMessage(exceptionMessage)) ?? exceptionClass?.split('.').at(-1)
  return `${who ?? 'The application'} could not process it${tries}${why ? `: ${why.slice(0, 300)}` : '.'}`
}

/** Where it stands now. */
export function whereItStands({ state, replayCount }: DeadLetter): string {
  switch (state) {
    case 'open':
      return 'Nobody has sent it again yet.'
    case 'failedAgain':
      return `It was sent again ${replayCount === 1 ? 'once' : `${replayCount} times`} and failed again.`
    case 'replayed':
      return 'It was sent again already.'
    case 'ignored':
      return 'Somebody decided that it needs no work.'
  }
}

/** Its place, as a key for lists. */
export function placeOf({ message }: DeadLetter): string {
  return `${message.topic}/${message.partition}/${message.offset}`
}

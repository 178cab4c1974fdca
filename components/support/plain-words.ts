import { ownMessage } from '#lib/failure-message.ts'
import type { DeadLetter, DeadLetterState } from '#lib/contract/dead-letters.ts'
import type { ReplayJob, ReplayState } from '#lib/contract/replays.ts'

/** What happened to a message, for somebody who knows no Kafka. */
export function whatHappened({ group, component, exceptionMessage, exceptionClass, attempts }: DeadLetter): string {
  const who = group ?? component
  const tries = attempts !== null && attempts > 1 ? ` after ${attempts} tries` : ''
  const why = (exceptionMessage === null ? null : ownMessage(exceptionMessage)) ?? exceptionClass?.split('.').at(-1)
  return `${who ?? 'The application'} could not process it${tries}${why ? `: ${why.slice(0, 300)}` : '.'}`
}

export type Look = DeadLetterState | 'sending' | 'awaitingApproval' | 'notSent'

/** A replay that was started on this page. */
interface Sending {
  /** Undefined until it is known. */
  job: Pick<ReplayJob, 'state' | 'sent' | 'by' | 'problem'> | undefined
  /** How often the message had been sent before. */
  countBefore: number
}

/** How a message stands now, also while it is being sent from this page. */
export function howItStands(letter: DeadLetter, sending: Sending | null): { look: Look; text: string } {
  if (!sending) return { look: letter.state, text: whereItStands(letter) }
  const { job, countBefore } = sending
  // What failed again after it was sent from here is newer than the replay.
  if (letter.state === 'failedAgain' && letter.replayCount > countBefore)
    return { look: 'failedAgain', text: whereItStands(letter) }
  if (job && job.sent > 0) return { look: 'replayed', text: `Sent again just now by ${job.by}.` }
  if (job?.state === 'awaitingApproval')
    return { look: 'awaitingApproval', text: 'It will be sent once a second person has approved it.' }
  if (job && OVER.has(job.state)) return { look: 'notSent', text: `It was not sent. ${job.problem ?? ''}`.trim() }
  return { look: 'sending', text: 'It is being sent again.' }
}

const OVER: ReadonlySet<ReplayState> = new Set(['completed', 'partial', 'failed', 'aborted'])

function whereItStands({ state, replayCount }: DeadLetter): string {
  switch (state) {
    case 'open':
      return 'It has not been sent again yet.'
    case 'failedAgain':
      return `It was sent again ${replayCount === 1 ? 'once' : `${replayCount} times`} and failed again.`
    case 'replayed':
      return 'It was sent again already.'
    case 'ignored':
      return 'It was marked as needing no work.'
  }
}

/** Its place, as a key for lists. */
export function placeOf({ message }: DeadLetter): string {
  return `${message.topic}/${message.partition}/${message.offset}`
}

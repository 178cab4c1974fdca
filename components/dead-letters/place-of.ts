import type { DeadLetter } from '#lib/contract/dead-letters.ts'

/** A dead letter's place in its topic, as it stands in the URL. */
export function placeOf({ message }: { message: Pick<DeadLetter['message'], 'partition' | 'offset'> }): string {
  return `${message.partition}-${message.offset}`
}

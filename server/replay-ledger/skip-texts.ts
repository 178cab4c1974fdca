import type { SkipReason } from '#lib/contract/replays.ts'

/** Why a record is left out, for people. */
export const SKIP_TEXT: Record<SkipReason, string> = {
  noOrigin: 'The headers do not say where it came from: choose a target topic.',
  targetMissing: 'The topic it would go to does not exist, or this console is not allowed to see it.',
  partitionMissing: 'The partition it would go to is not known or does not exist.',
  tooLarge: 'It is larger than max.message.bytes of the target allows.',
  nullKeyIntoCompacted: 'It has no key, and the target is compacted: the broker refuses such records.',
  loopLimit: 'It has been replayed as often as allowed and failed again each time.',
  alreadyReplayed: 'It was sent by an earlier replay.',
  gone: 'It was deleted from the dead-letter topic before it could be read.',
  pointer: 'It holds no data of its own, and does not say where the original stands.',
  originalGone: 'It holds no data of its own, and the original was deleted or compacted away.',
  notPermitted: 'This console may not write to the topic it would go to.',
  noRetryTopic: 'The group that failed has no retry topic for the topic it came from.',
  stale: 'Its key has newer records in the target since: an older state would come after a newer one.',
  ignored: 'Somebody marked it as ignored.',
  internalTarget: 'Its headers name an internal topic, which a replay neither writes to nor reads from.',
  unpairedTarget: 'Only its own headers say that it came from there: name the topic to send it.',
}

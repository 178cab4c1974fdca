import { isAppError } from '#lib/errors.ts'
import { array, int32, nullableBytes, nullableString, type OutOf, string, type Type } from './codec.ts'
import { Reader } from './reader.ts'
import { since, struct } from './struct.ts'

const LAST_VERSION = 3

const topicPartitions = array(struct({ topic: string, partitions: array(int32) }))

const subscription = struct({
  topics: array(string),
  userData: nullableBytes,
  ownedPartitions: since(1, topicPartitions, []),
  generationId: since(2, int32, -1),
  rackId: since(3, nullableString, null),
})

const assignment = struct({ assignedPartitions: topicPartitions, userData: nullableBytes })

/**
 * What a member of a classic group with protocol type "consumer" wants to read. Null where it is not in the consumers' encoding: Kafka
 * Connect and others bring their own.
 */
export function decodeSubscription(memberMetadata: Buffer): OutOf<typeof subscription> | null {
  return tolerant(subscription, memberMetadata)
}

/** What a member has been given to read. Nothing is an empty list; null where it is not in the consumers' encoding. */
export function decodeAssignment(memberAssignment: Buffer): OutOf<typeof assignment> | null {
  // A member that waits for a rebalance has no bytes at all.
  if (memberAssignment.length === 0) return { assignedPartitions: [], userData: null }
  return tolerant(assignment, memberAssignment)
}

/**
 * Reads a message that starts with its version. Later versions only append fields, so a newer one is read as the last known, and one
 * which ends too early as the first: some clients announce a version whose fields they leave out.
 */
function tolerant<Out, In>(type: Type<Out, In>, message: Buffer): Out | null {
  if (message.length < 2) return null
  const announced = message.readInt16BE(0)
  if (announced < 0) return null
  return attempt(type, message, Math.min(announced, LAST_VERSION)) ?? attempt(type, message, 0)
}

function attempt<Out, In>(type: Type<Out, In>, message: Buffer, number: number): Out | null {
  try {
    return type.at({ number, flexible: false }).read(new Reader(message.subarray(2)))
  } catch (error) {
    if (isAppError(error)) return null
    throw error
  }
}

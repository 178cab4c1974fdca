import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { open } from '#server/trust/envelope.ts'
import { keyRingOf } from '#server/trust/own-keys.ts'
import { signatureOf } from '#server/trust/record-verifier.ts'
import { INTERNAL_TOPIC } from './internal-topics.ts'
import { internalEnd, readInternal } from './read-internal.ts'
import { topicSigning } from './topic-signing.ts'

/** So many of the last records are searched for one that is signed with a key of this console. */
const LOOK_BACK = 100n

/**
 * What the first event of a writer names as the one before it: `writer.sequence.version` of the newest signed event in the topic, so that the
 * whole chain of another writer cannot be removed without a trace. `none` where there is no such event.
 */
export async function chainLink(cluster: KafkaCluster): Promise<string> {
  const { scope } = await topicSigning(cluster, INTERNAL_TOPIC.audit).refresh()
  const end = await internalEnd(cluster, INTERNAL_TOPIC.audit)
  const start = await internalEnd(cluster, INTERNAL_TOPIC.audit, 'earliest')
  if (end === null || start === null) return 'none'
  const from = end - LOOK_BACK > start ? end - LOOK_BACK : start
  const ring = keyRingOf(cluster)
  let link = 'none'
  for await (const records of readInternal(cluster, INTERNAL_TOPIC.audit, { from, to: end }))
    for (const record of records) {
      const { envelope } = open(ring, scope, signatureOf(record), record)
      if (envelope && envelope.producer === record.producer)
        link = `${envelope.writer}.${envelope.sequence}.${envelope.version}`
    }
  return link
}

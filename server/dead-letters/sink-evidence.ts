import type { DeadLetterSink } from '#server/connect/dead-letter-sinks.ts'

/** What the configurations of Kafka Connect sinks say about a topic, in words. */
export function sinkEvidence(sinks: readonly DeadLetterSink[]): string[] {
  return sinks.map(({ name, connect, deadLetters }) =>
    deadLetters.withHeaders
      ? `The sink ${name} of Kafka Connect ${connect} writes its dead letters here.`
      : `The sink ${name} of Kafka Connect ${connect} writes its dead letters here, but not where they came from (errors.deadletterqueue.context.headers.enable is not true): a replay of them needs a target topic.`,
  )
}

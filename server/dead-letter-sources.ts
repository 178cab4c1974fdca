import { deadLetterWord, sourceByName } from './dead-letter-names.ts'
import type { KafkaCluster } from './kafka/connection/kafka-cluster.ts'
import { singleton } from './singleton.ts'

/** Whose dead letters some topics hold, by topic; without those that hold none. */
export type SourceFinder = (cluster: KafkaCluster, topics: readonly string[]) => Promise<ReadonlyMap<string, string>>

const finder = () =>
  singleton('dead-letters.source-finder', (): { find: SourceFinder } => ({ find: async (...args) => byName(...args) }))

/** Makes the pairing of the dead-letter pages that of all lists; once, at the start. */
export function configureSourceFinder(find: SourceFinder): void {
  finder().find = find
}

/** As the dead-letter pages pair them; by their names alone where those pages are not part of the process. */
export const sourcesOfDeadLetters: SourceFinder = async (cluster, topics) => finder().find(cluster, topics)

function byName(cluster: KafkaCluster, topics: readonly string[]): Map<string, string> {
  const names = [...(cluster.lastMetadata?.topics.keys() ?? [])]
  return new Map(
    topics.flatMap((topic): [string, string][] => {
      const source = deadLetterWord(topic) === null ? null : sourceByName(topic, names)
      return source === null ? [] : [[topic, source]]
    }),
  )
}

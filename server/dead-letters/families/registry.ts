import type { DeadLetterFamily } from '#lib/contract/dead-letters.ts'
import type { Family } from '../family.ts'
import type { HeaderView } from '../header-view.ts'
import { kafkaConnect } from './kafka-connect.ts'
import { kafkaStreams } from './kafka-streams.ts'
import { shareGroup } from './share-group.ts'
import { smallrye } from './smallrye.ts'
import { springCloudStream } from './spring-cloud-stream.ts'
import { springKafka } from './spring-kafka.ts'

const FAMILIES: readonly Family[] = [springKafka, springCloudStream, kafkaConnect, kafkaStreams, shareGroup, smallrye]

export function familyLabel(id: DeadLetterFamily): string {
  return FAMILIES.find((family) => family.id === id)?.label ?? 'no known'
}

/** The families whose marks a record bears, the one that was written last in front: it is the failure of now. */
export function familiesOf(headers: HeaderView): Family[] {
  return FAMILIES.map((family) => ({ family, at: headers.lastIndex((name) => family.marks(name)) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => b.at - a.at)
    .map(({ family }) => family)
}

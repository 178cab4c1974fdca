import type { DeadLetterFamily } from '#lib/contract/dead-letters.ts'
import type { Family } from '../family.ts'
import type { HeaderView } from '../header-view.ts'
import { customFamilies } from './custom.ts'
import { kafkaConnect } from './kafka-connect.ts'
import { kafkaStreams } from './kafka-streams.ts'
import { parked } from './parked.ts'
import { shareGroup } from './share-group.ts'
import { smallrye } from './smallrye.ts'
import { springCloudStream } from './spring-cloud-stream.ts'
import { springKafka } from './spring-kafka.ts'

const FAMILIES: readonly Family[] = [
  springKafka,
  springCloudStream,
  kafkaConnect,
  kafkaStreams,
  shareGroup,
  smallrye,
  parked,
]

export function familyLabel(id: DeadLetterFamily): string {
  if (id === 'custom')
    return customFamilies()
      .map(({ label }) => label)
      .join(' or ')
  return FAMILIES.find((family) => family.id === id)?.label ?? 'no known'
}

/** Header names come again and again; so many are remembered. */
const MAX_NAMES = 10_000
const marked = new Map<string, Family | null>()
let markedWith = customFamilies()

function markOf(name: string): Family | null {
  const custom = customFamilies()
  if (custom !== markedWith) marked.clear()
  markedWith = custom
  const known = marked.get(name)
  if (known !== undefined) return known
  const family = [...custom, ...FAMILIES].find((candidate) => candidate.marks(name)) ?? null
  if (marked.size >= MAX_NAMES) marked.clear()
  marked.set(name, family)
  return family
}

/** The families whose marks a record bears, the one that was written last in front: it is the failure of now. */
export function familiesOf({ names }: HeaderView): readonly Family[] {
  const found: Family[] = []
  for (let at = names.length - 1; at >= 0; at -= 1) {
    const family = markOf(names[at] ?? '')
    if (family !== null && !found.includes(family)) found.push(family)
  }
  return found
}

import { HeaderView } from '#server/dead-letters/header-view.ts'
import { REPLAY_HEADER } from '#server/dead-letters/decode-failure.ts'
import type { Origin } from '#server/dead-letters/family.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { readForward } from '#server/kafka/log/read-forward.ts'
import type { Address } from './choose-target.ts'

/** The keys of more letters than this are not compared, and more records than this not read: a dry run answers within seconds. */
const MAX_LETTERS = 200_000
const MAX_READ = 1_000_000

interface TargetKeys extends Address {
  /** The offsets a key's dead letters had there when they failed. */
  failedAt: Map<string, Set<bigint>>
}

export type IsStale = (key: Buffer | null, to: Address, origin: Origin | null) => boolean

const nameOf = ({ topic, partition }: Address) => `${topic} ${partition}`

type FailedPlace = Address & { offset: bigint }

/** Where a record failed in the topic it would go to, in whichever partition; null where that is not known. */
export function failedPlace(to: Address, origin: Origin | null): FailedPlace | null {
  if (origin?.topic !== to.topic || origin.partition === null || origin.offset === null) return null
  return { topic: origin.topic, partition: origin.partition, offset: origin.offset }
}

/** Which keys a replay would send back to the topic they failed in, and the partitions and offsets at which they failed. */
export class FailedKeys {
  readonly targets = new Map<string, TargetKeys>()
  complete = true
  #count = 0

  add(key: Buffer, place: FailedPlace): void {
    const target = this.targets.get(nameOf(place)) ?? {
      topic: place.topic,
      partition: place.partition,
      failedAt: new Map<string, Set<bigint>>(),
    }
    this.targets.set(nameOf(place), target)
    const text = key.toString('latin1')
    if (this.#count >= MAX_LETTERS) return void (this.complete = false)
    this.#count += 1
    const known = target.failedAt.get(text)
    if (known) known.add(place.offset)
    else target.failedAt.set(text, new Set([place.offset]))
  }
}

/** Where targets ended, by topic and partition, as decimal strings. */
export type Ends = Record<string, Record<string, string>>

export interface Newer {
  /** How many keys have newer records in the target since they failed, replayed ones aside. */
  keys: number
  /** False where there was too much to look at. */
  complete: boolean
  isStale: IsStale
  /** Up to where the targets were read. */
  ends: Ends
}

/** Looks for keys whose older state a replay would put after a newer one; up to `until` where that is given. */
export async function findNewer(
  cluster: KafkaCluster,
  failed: FailedKeys,
  { signal, until }: { signal: AbortSignal; until?: Ends | undefined },
): Promise<Newer> {
  const ends = until ?? (await endsOf(cluster, failed))
  const newest = new Map<string, Map<string, bigint>>()
  let keys = 0
  let read = 0
  let { complete } = failed
  for (const [name, { topic, partition, failedAt }] of failed.targets) {
    const end = BigInt(ends[topic]?.[partition] ?? 0)
    const oldest = new Map([...failedAt].map(([key, offsets]) => [key, least(offsets)]))
    let from = least(oldest.values())
    if (from >= end) continue
    // What is nearest to the end is looked at where not all can be.
    const room = BigInt(Math.max(0, MAX_READ - read))
    if (end - from > room) {
      complete = false
      from = end - room
    }
    const found = new Map<string, bigint>()
    for await (const { records } of readForward(cluster, { topic, partition, from, to: end, signal })) {
      read += records.length
      for (const { key, offset, headers } of records) {
        if (key === null) continue
        const text = key.toString('latin1')
        const at = oldest.get(text)
        // What failed too is no newer state.
        if (at === undefined || offset <= at || failedAt.get(text)?.has(offset)) continue
        if (!new HeaderView(headers).has(REPLAY_HEADER.id)) found.set(text, offset)
      }
    }
    newest.set(name, found)
    keys += found.size
  }
  const isStale: IsStale = (key, to, origin) => {
    const at = failedPlace(to, origin)
    if (key === null || at === null) return false
    const since = newest.get(nameOf(at))?.get(key.toString('latin1'))
    return since !== undefined && since > at.offset
  }
  return { keys, complete, isStale, ends }
}

function least(offsets: Iterable<bigint>): bigint {
  let found: bigint | undefined
  for (const offset of offsets) if (found === undefined || offset < found) found = offset
  return found ?? 0n
}

async function endsOf(cluster: KafkaCluster, failed: FailedKeys): Promise<Ends> {
  const wanted = new Map<string, number[]>()
  for (const { topic, partition } of failed.targets.values())
    wanted.set(topic, [...(wanted.get(topic) ?? []), partition])
  const ends: Ends = {}
  for (const [topic, partitions] of await readOffsets(cluster, wanted, 'lastStable'))
    ends[topic] = Object.fromEntries(
      [...partitions].map(([partition, answer]) => [partition, String(answer.ok ? answer.at.offset : 0n)]),
    )
  return ends
}

import { HeaderView } from '#server/dead-letters/header-view.ts'
import { REPLAY_HEADER } from '#server/dead-letters/decode-failure.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { readForward } from '#server/kafka/log/read-forward.ts'

/** More keys than this are not compared, and more records than this not read: a dry run answers within seconds. */
const MAX_KEYS = 200_000
const MAX_READ = 1_000_000

interface TargetKeys {
  topic: string
  partition: number
  /** The offset a key's dead letter had there when it failed; the newest of several. */
  failedAt: Map<string, bigint>
}

/** Which keys a replay would send back to the very partition they failed in, and where they stood there. */
export class FailedKeys {
  readonly targets = new Map<string, TargetKeys>()
  complete = true
  #count = 0

  add(key: Buffer, place: { topic: string; partition: number; offset: bigint }): void {
    const name = `${place.topic} ${place.partition}`
    const target = this.targets.get(name) ?? {
      topic: place.topic,
      partition: place.partition,
      failedAt: new Map<string, bigint>(),
    }
    this.targets.set(name, target)
    const text = key.toString('latin1')
    const known = target.failedAt.get(text)
    if (known === undefined) {
      if (this.#count >= MAX_KEYS) return void (this.complete = false)
      this.#count += 1
    }
    if (known === undefined || place.offset > known) target.failedAt.set(text, place.offset)
  }
}

interface Newer {
  /** How many keys have newer records in the target since they failed, replayed ones aside. */
  keys: number
  /** False where there was too much to look at. */
  complete: boolean
}

/** Looks for keys whose older state a replay would put after a newer one. */
export async function findNewer(cluster: KafkaCluster, failed: FailedKeys, signal: AbortSignal): Promise<Newer> {
  const wanted = new Map<string, number[]>()
  for (const { topic, partition } of failed.targets.values())
    wanted.set(topic, [...(wanted.get(topic) ?? []), partition])
  const ends = await readOffsets(cluster, wanted, 'lastStable')
  let keys = 0
  let read = 0
  let { complete } = failed
  for (const { topic, partition, failedAt } of failed.targets.values()) {
    const end = ends.get(topic)?.get(partition)
    let from = [...failedAt.values()].reduce((least, offset) => (offset < least ? offset : least))
    if (!end?.ok || from >= end.at.offset) continue
    // What is nearest to the end is looked at where not all can be.
    const room = BigInt(Math.max(0, MAX_READ - read))
    if (end.at.offset - from > room) {
      complete = false
      from = end.at.offset - room
    }
    const newer = new Set<string>()
    for await (const { records } of readForward(cluster, { topic, partition, from, to: end.at.offset, signal })) {
      read += records.length
      for (const { key, offset, headers } of records) {
        if (key === null) continue
        const text = key.toString('latin1')
        const at = failedAt.get(text)
        if (at !== undefined && offset > at && !new HeaderView(headers).has(REPLAY_HEADER.id)) newer.add(text)
      }
    }
    keys += newer.size
  }
  return { keys, complete }
}

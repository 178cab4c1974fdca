import { TailEnd, TailGap, TailMessages, TailQuery, TailStart } from '#lib/contract/tail.ts'
import type { Message } from '#lib/contract/messages.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { Owner } from '#server/limits/owner.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { Runtime } from '#server/runtime.ts'
import type { TailLimits } from '#server/tail/cluster-tails.ts'
import { openTail } from '#server/tail/open-tail.ts'
import { SseParser } from './sse-parser.ts'

/** What an open tail has said so far, every event checked against its schema. */
export interface TailClient {
  readonly start: TailStart
  readonly messages: Message[]
  readonly gaps: TailGap[]
  readonly end: TailEnd | null
  readonly dropped: number
  readonly scanned: number
  /** Of the last event. */
  readonly sample: number
  readonly sampledOut: number
  /** Records the filter failed on. */
  readonly failed: number
  readonly throttledMs: number
  /** Of the last messages; null before. */
  readonly catchingUp: boolean | null
  readonly events: number
  /** The `id:` of the last event. */
  readonly lastEventId: string | null
  /** Resolves when `done` holds. @throws Error after `timeoutMs` */
  until(done: (client: TailClient) => boolean, timeoutMs?: number): Promise<void>
  /** Leaves, as a browser that goes away. */
  leave(): Promise<void>
}

interface ClientOptions {
  lastEventId?: string | null
  /** Waited for before the next frame is taken. */
  pace?: () => Promise<void>
  limits?: TailLimits
}

/** As much of the runtime as tails need. */
export function testRuntime(
  limits: TailLimits = { viewersPerCluster: 500, viewersPerUser: 500, bytesPerSecond: 100_000_000 },
): Pick<Runtime, 'config' | 'onStop'> {
  return { config: { tails: limits } as Runtime['config'], onStop: () => undefined }
}

/** As much of a request's context as opening a tail needs. */
export function testContext(cluster: KafkaCluster, signal: AbortSignal, limits?: TailLimits): ClusterCtx {
  const actor = { name: 'ada', authenticated: true }
  const owner = new Owner(actor.name, signal)
  return { cluster, runtime: testRuntime(limits), signal, owner, actor } as unknown as ClusterCtx
}

/** Opens a tail through its verb, below HTTP, and reads it as fast as `pace` lets it. */
export async function openTestTail(
  cluster: KafkaCluster,
  query: Record<string, unknown>,
  { lastEventId = null, pace, limits }: ClientOptions = {},
): Promise<TailClient> {
  const leaving = new AbortController()
  const viewer = await openTail(testContext(cluster, leaving.signal, limits), TailQuery.parse(query), lastEventId)
  const client = new Client()
  const reading = client
    .read(viewer, pace)
    .catch((error: unknown) => (client.failure = new Error('The stream failed.', { cause: error })))
  client.leave = async () => {
    leaving.abort()
    await reading
  }
  await client.until(({ events }) => events > 0)
  return client
}

class Client implements TailClient {
  start: TailStart = { partitions: [], heldBack: [], resumed: false, filterChanged: false }
  messages: Message[] = []
  gaps: TailGap[] = []
  end: TailEnd | null = null
  dropped = 0
  scanned = 0
  sample = 1
  sampledOut = 0
  failed = 0
  throttledMs = 0
  catchingUp: boolean | null = null
  events = 0
  lastEventId: string | null = null
  failure: Error | undefined
  leave: () => Promise<void> = async () => undefined

  async read(frames: AsyncIterable<Uint8Array>, pace: (() => Promise<void>) | undefined): Promise<void> {
    const parser = new SseParser()
    for await (const frame of frames) {
      for (const { event, id, data } of parser.feed(frame)) {
        this.lastEventId = id ?? this.lastEventId
        this.events += 1
        this.#take(event, JSON.parse(data))
      }
      await pace?.()
    }
  }

  async until(done: (client: TailClient) => boolean, timeoutMs = 10_000): Promise<void> {
    const deadline = Date.now() + timeoutMs
    while (!done(this)) {
      if (this.failure) throw this.failure
      if (Date.now() > deadline) {
        const { messages, gaps, dropped, events } = this
        throw new Error(
          `Waited in vain: ${messages.length} messages, ${dropped} dropped, ${events} events, gaps ${JSON.stringify(gaps)}`,
        )
      }
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  #take(event: string, data: unknown): void {
    if (event === 'start') this.start = TailStart.parse(data)
    else if (event === 'gap') this.gaps.push(TailGap.parse(data))
    else if (event === 'end') this.end = TailEnd.parse(data)
    else if (event === 'messages') {
      const { messages, dropped, scanned, sample, sampledOut, filterFailures, throttledMs, catchingUp } =
        TailMessages.parse(data)
      this.catchingUp = catchingUp
      for (const message of messages) this.messages.push(message)
      this.dropped += dropped
      this.scanned += scanned
      this.sample = sample
      this.sampledOut += sampledOut
      this.failed += filterFailures?.records ?? 0
      this.throttledMs += throttledMs
    } else throw new Error(`An event that the contract does not know: ${event}`)
  }
}

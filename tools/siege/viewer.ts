import { setTimeout as delay } from 'node:timers/promises'
import { TailGap, TailMessages, TailStart } from '#lib/contract/tail.ts'
import { readSse } from '#testkit/tail/read-sse.ts'
import { TOPICS } from './attacks.ts'

const PAGE_EVERY_MS = 250
const SEARCH_EVERY_MS = 5_000
const HEALTH_EVERY_MS = 100

export interface ViewerReport {
  /** Milliseconds of each request. */
  pages: number[]
  searches: number[]
  health: number[]
  /** What failed, as status or error, with how often. */
  failures: Record<string, number>
  tail: { seen: number; said: number; silent: number; ended: number }
}

/** A person who uses the console meanwhile: pages, searches, and follows a topic. `stop` gives what they saw. */
export function watchAsViewer(root: string, api: string): { stop: () => Promise<ViewerReport> } {
  const leaving = new AbortController()
  const failures: Record<string, number> = {}
  const fail = (what: string) => void (failures[what] = (failures[what] ?? 0) + 1)
  const [pages, searches, health]: number[][] = [[], [], []]
  const tail = new TailCount()
  const loops = [
    repeat(PAGE_EVERY_MS, async () => ask(`${api}/topics/${TOPICS.orders}/messages?limit=50`, pages, fail)),
    repeat(SEARCH_EVERY_MS, async () =>
      ask(`${api}/topics/${TOPICS.orders}/search?text=n%3A1&limit=20`, searches, fail),
    ),
    repeat(HEALTH_EVERY_MS, async () => ask(`${root}/api/v1/health`, health, fail)),
    repeat(200, async () => {
      await tail.read(`${api}/tail?topics=${TOPICS.orders}`, leaving.signal).catch((error: unknown) => {
        if (!leaving.signal.aborted) fail(`tail: ${error instanceof Error ? error.message.slice(0, 80) : 'broken'}`)
      })
    }),
  ]
  async function repeat(everyMs: number, work: () => Promise<void>): Promise<void> {
    while (!leaving.signal.aborted) {
      const next = delay(everyMs)
      await work()
      await next
    }
  }
  return {
    stop: async () => {
      leaving.abort()
      await Promise.all(loops)
      return { pages: pages ?? [], searches: searches ?? [], health: health ?? [], failures, tail: tail.report }
    },
  }
}

async function ask(url: string, times: number[] | undefined, fail: (what: string) => void): Promise<void> {
  const started = performance.now()
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(60_000) })
    const text = await response.text()
    const path = new URL(url).pathname.split('/').at(-1)
    if (!response.ok) return fail(`${path}: ${response.status}`)
    if (text.includes('event: problem')) return fail(`${path}: problem`)
    times?.push(performance.now() - started)
  } catch (error) {
    fail(error instanceof Error ? error.name : 'broken')
  }
}

/** Follows the offsets that a tail shows: what is neither there nor said to be missing was lost silently. */
class TailCount {
  readonly report = { seen: 0, said: 0, silent: 0, ended: 0 }
  readonly #next = new Map<number, bigint>()
  #lastEventId: string | null = null

  async read(url: string, signal: AbortSignal): Promise<void> {
    await readSse(url, {
      signal,
      lastEventId: this.#lastEventId,
      onEvent: ({ event, id, data }) => {
        this.#lastEventId = id ?? this.#lastEventId
        if (event === 'start') this.#start(TailStart.parse(JSON.parse(data)))
        if (event === 'gap') this.#gap(TailGap.parse(JSON.parse(data)))
        if (event === 'messages') this.#messages(TailMessages.parse(JSON.parse(data)))
      },
    })
    if (!signal.aborted) this.report.ended += 1
  }

  #start({ partitions }: TailStart): void {
    for (const { partition, offset } of partitions)
      if (!this.#next.has(partition)) this.#next.set(partition, BigInt(offset))
  }

  #gap({ partition, to, records }: TailGap): void {
    this.report.said += Number(records ?? 0)
    if (partition !== null && to !== null) this.#next.set(partition, BigInt(to))
  }

  #messages({ messages, dropped }: TailMessages): void {
    let missing = 0
    for (const { partition, offset } of messages) {
      const next = this.#next.get(partition)
      const at = BigInt(offset)
      if (next !== undefined && at > next) missing += Number(at - next)
      this.#next.set(partition, at + 1n)
    }
    this.report.seen += messages.length
    this.report.said += dropped
    this.report.silent += missing - dropped
  }
}

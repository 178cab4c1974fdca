import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import { commitOffset } from '#testkit/groups/commit-offset.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { topicSampler } from '#server/sampling/topic-sampler.ts'
import { LagSampler } from './lag-sampler.ts'

/** `TIME_LAG_EVERY_MS=10000` is the slow run at the pace of production; everything else is slower by as much. */
const EVERY_MS = Number(process.env['TIME_LAG_EVERY_MS'] ?? 500)
const SLOWER = EVERY_MS / 500
/** How far behind the readers are kept. */
const BEHIND_MS = 4_000 * Math.min(SLOWER, 8)
const WATCH_MS = 14_000 * SLOWER
const POLL_MS = Math.min(EVERY_MS, 1_000)
const YEAR_MS = 365 * 86_400_000

const cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
const sampler = new LagSampler(cluster, { everyMs: EVERY_MS })
const producer = testKafka().producer()

beforeAll(async () => {
  await producer.connect()
  void sampler.run()
})

afterAll(async () => {
  sampler.stop()
  topicSampler(cluster).stop()
  await producer.disconnect()
  cluster.close()
})

/** How records come in: how many, and how long until the next ones. */
const PATTERNS = {
  steady: { count: 1, everyMs: 200, forMs: WATCH_MS },
  bursty: { count: 40, everyMs: 3_000, forMs: WATCH_MS },
  idle: { count: 20, everyMs: 500, forMs: 2_000 },
} as const

interface Course {
  name: string
  topic: string
  group: string
  /** When each record was appended, by its offset. */
  arrivals: number[]
}

/** Produces as the pattern says; with `oldTimes` the records bear times of a year ago, as replayed ones do, so that only the samples tell. */
async function write(
  course: Course,
  pattern: (typeof PATTERNS)[keyof typeof PATTERNS],
  oldTimes: boolean,
): Promise<void> {
  for (const end = Date.now() + pattern.forMs; Date.now() < end; await pause(pattern.everyMs)) {
    const timestamp = String(Date.now() - (oldTimes ? YEAR_MS : 0))
    const messages = Array.from({ length: pattern.count }, () => ({ value: 'x', timestamp }))
    const before = Date.now()
    await producer.send({ topic: course.topic, messages })
    const at = (before + Date.now()) / 2
    course.arrivals.push(...messages.map(() => at))
  }
}

/** A reader that is behind by a known time. */
async function read({ topic, group, arrivals }: Course): Promise<void> {
  await commitOffset(cluster, group, { topic, offset: 0n })
  for (const end = Date.now() + WATCH_MS; Date.now() < end; await pause(POLL_MS)) {
    const next = arrivals.findIndex((at) => at > Date.now() - BEHIND_MS)
    if (next > 0) await commitOffset(cluster, group, { topic, offset: BigInt(next) })
  }
}

const pause = async (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

interface Difference {
  truthMs: number
  saidMs: number
}

/** At every sample, for how long the next record has been waiting in truth, and what the sample says. */
async function compare(courses: Course[]): Promise<Map<string, Difference[]>> {
  const found = new Map<string, Difference[]>(courses.map(({ name }) => [name, []]))
  let last = 0
  for (const end = Date.now() + WATCH_MS; Date.now() < end; await pause(POLL_MS / 5)) {
    const sample = sampler.last
    if (!sample || sample.at === last) continue
    last = sample.at
    for (const { name, topic, group, arrivals } of courses) {
      const partition = sample.groups.get(group)?.topics.get(topic)?.partitions[0]
      const arrival = arrivals[Number(partition?.position ?? -1n)]
      if (!partition || arrival === undefined || partition.timeLagMs === null || partition.lag === 0n) continue
      found.get(name)?.push({ truthMs: sample.at - arrival, saidMs: partition.timeLagMs })
    }
  }
  return found
}

/** What the slow run is for. */
function tell(name: string, pairs: Difference[]): void {
  const off = pairs.map(({ truthMs, saidMs }) => Math.abs(saidMs - truthMs)).toSorted((a, b) => a - b)
  const [median, p95, most] = [0.5, 0.95, 1].map((part) => off[Math.ceil(off.length * part) - 1])
  const behind = Math.max(...pairs.map(({ truthMs }) => truthMs))
  process.stderr.write(
    `${name}: ${pairs.length} samples, up to ${behind} ms behind, off by ${median} (median), ${p95} (95 %), ${most} ms\n`,
  )
}

function largestGap(topic: string): number {
  const times = sampler.ends.recent(topic, 0, 0).map(({ at }) => at)
  return Math.max(0, ...times.slice(1).map((at, index) => at - (times[index] ?? at)))
}

test(
  'the time lag is within 2 s or a tenth of the truth: steady, bursty and idle topics, also where record times mislead',
  { timeout: 120_000 + WATCH_MS },
  async () => {
    const courses: { course: Course; pattern: keyof typeof PATTERNS; oldTimes: boolean }[] = []
    for (const pattern of ['steady', 'bursty', 'idle'] as const) {
      for (const oldTimes of [false, true]) {
        const name = `${pattern}${oldTimes ? ', old times' : ''}`
        const course = { name, topic: await createTopic(), group: randomName(pattern), arrivals: [] }
        courses.push({ course, pattern, oldTimes })
      }
    }
    // Watched before the first record, as a console that runs has watched a topic.
    const all = courses.map(({ course }) => course)
    const isWatched = () => all.every(({ topic }) => sampler.ends.recent(topic, 0, 0).length > 1)
    await expect.poll(isWatched, { timeout: 60_000 }).toBe(true)
    const [differences] = await Promise.all([
      compare(all),
      ...courses.map(async ({ course, pattern, oldTimes }) => write(course, PATTERNS[pattern], oldTimes)),
      ...all.map(read),
    ])
    for (const { course, oldTimes } of courses) {
      const { name } = course
      const pairs = differences.get(name) ?? []
      // Where only the samples tell, it cannot be known better than they are apart; a loaded machine samples late.
      const allowedMs = Math.max(2_000, oldTimes ? largestGap(course.topic) : 0)
      if (SLOWER > 1) tell(name, pairs)
      expect(pairs.length, `${name}: samples`).toBeGreaterThan(5)
      expect(Math.max(...pairs.map(({ truthMs }) => truthMs)), `${name}: it was behind`).toBeGreaterThan(3_000)
      const wrong = pairs.filter(
        ({ truthMs, saidMs }) => Math.abs(saidMs - truthMs) > Math.max(allowedMs, truthMs / 10),
      )
      expect(wrong, name).toEqual([])
    }
  },
)

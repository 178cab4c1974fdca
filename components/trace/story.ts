import type { Lane, LaneTone } from '#components/timeline/lanes.tsx'
import type { Message } from '#lib/contract/messages.ts'
import { mergeByTime } from '#lib/trace/merge-by-time.ts'

/** One record of a story, and how long after the one before it was written. */
export interface Step {
  id: string
  message: Message
  /** Null for the first; below zero where a clock or a partition's order says otherwise. */
  afterMs: number | null
  /** So much longer than between the others that it is worth a break. */
  pause: boolean
}

export interface Story {
  steps: Step[]
  /** The topics in the order in which they first appear. */
  lanes: Lane[]
  spanMs: number
}

export const stepId = ({ topic, partition, offset }: Pick<Message, 'topic' | 'partition' | 'offset'>) =>
  `${topic}/${partition}/${offset}`

const DEAD = /(^|[-._])(dlt|dlq|dead[-._]?letters?)($|[-._])/i
const RETRY = /(^|[-._])retry($|[-._])/i
const TONES: readonly LaneTone[] = ['accent', 'info', 'purple', 'ok', 'muted']
const PAUSE_MS = 5_000

export const isDeadLetterName = (topic: string) => DEAD.test(topic)

/** Matches of several topics, in whatever order they were found, as a story in the order of time; no partition's own order is changed. */
export function storyOf(messages: readonly Message[]): Story {
  const partitions = Map.groupBy(
    new Map(messages.map((message) => [stepId(message), message])).values(),
    (message) => `${message.topic}/${message.partition}`,
  )
  const lists = [...partitions.values()].map((list) => list.toSorted((a, b) => compare(a.offset, b.offset)))
  const merged = mergeByTime(lists)
  const gaps = merged.slice(1).map((message, index) => message.timestamp - (merged[index]?.timestamp ?? 0))
  const usual = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0
  const steps = merged.map((message, index): Step => {
    const afterMs = index === 0 ? null : (gaps[index - 1] ?? 0)
    const pause = afterMs !== null && afterMs >= PAUSE_MS && afterMs > usual * 5
    return { id: stepId(message), message, afterMs, pause }
  })
  return {
    steps,
    lanes: lanesOf(merged),
    spanMs: (merged.at(-1)?.timestamp ?? 0) - (merged[0]?.timestamp ?? 0),
  }
}

function lanesOf(messages: readonly Message[]): Lane[] {
  let next = 0
  return [...new Set(messages.map(({ topic }) => topic))].map((topic) => {
    if (isDeadLetterName(topic)) return { id: topic, label: topic, tone: 'bad' }
    if (RETRY.test(topic)) return { id: topic, label: topic, tone: 'warn' }
    const tone = TONES[next % TONES.length] ?? 'muted'
    next += 1
    return { id: topic, label: topic, tone }
  })
}

function compare(left: string, right: string): number {
  const [a, b] = [BigInt(left), BigInt(right)]
  return a < b ? -1 : Number(a > b)
}

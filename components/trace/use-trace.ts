'use client'

import { useEffect, useRef, useState } from 'react'
import type { Message } from '#lib/contract/messages.ts'
import type { TraceDone, TraceStart, TraceTopic } from '#lib/contract/trace.ts'
import type { AppError } from '#lib/errors.ts'
import { type TraceData, type TraceInput, watchTrace } from '#lib/queries/trace.ts'

interface Known {
  /** What was asked: the answer to something else is not shown for it. */
  of: string
  messages: Message[]
  /** The latest word on each topic, also from parts that were read before. */
  topics: Map<string, TraceTopic>
  leftOut: TraceStart['leftOut']
  done: TraceDone | null
  elapsedMs: number
  state: 'running' | 'done' | 'stopped' | 'failed'
  error: AppError | null
}

export interface RunningTrace extends Omit<Known, 'of'> {
  /** Where topics go on that were not read to their end. */
  tokens: string[]
  readOn: () => void
  stop: () => void
  again: () => void
}

const nothing = (of: string): Known => ({
  of,
  messages: [],
  topics: new Map(),
  leftOut: { count: 0, examples: [] },
  done: null,
  elapsedMs: 0,
  state: 'running',
  error: null,
})

/** One id over many topics, growing while they are read. `input` is made when the reading starts; null asks nothing. */
export function useTrace(
  cluster: string,
  asked: string | null,
  input: (now: number) => TraceInput | null,
): RunningTrace {
  const [round, setRound] = useState({ number: 0, of: asked, tokens: null as string[] | null })
  const tokens = round.of === asked ? round.tokens : null
  const of = JSON.stringify([cluster, asked, round.number])
  const [known, setKnown] = useState<Known>(() => nothing(''))
  const stopRef = useRef<() => void>(() => undefined)
  const makeInput = useRef(input)
  const query = useRef<TraceInput | null>(null)
  useEffect(() => {
    makeInput.current = input
  })

  useEffect(() => {
    if (asked === null) return undefined
    // A part that is read on asks what the first one asked: the same times.
    if (tokens === null) query.current = makeInput.current(Date.now())
    if (query.current === null) return undefined
    const update = (change: (last: Known) => Partial<Known>) =>
      setKnown((last) => {
        const current = last.of === of || tokens !== null ? { ...last, of } : nothing(of)
        return { ...current, ...change(current) }
      })
    const end = watchTrace(
      cluster,
      { ...query.current, ...(tokens === null ? {} : { continue: tokens }) },
      {
        on: (event, data) => update((last) => changeBy(event, data, last)),
        // The stream ends by closing the connection, which is no error once all is told.
        onError: (error) => update((last) => (last.state === 'done' ? {} : { state: 'failed', error })),
      },
    )
    stopRef.current = () => {
      end()
      update(() => ({ state: 'stopped' }))
    }
    return end
  }, [cluster, asked, of, tokens])

  const current = known.of === of || tokens !== null ? known : nothing(of)
  const left = [...current.topics.values()].flatMap((topic) => topic.continue ?? [])
  return {
    ...current,
    tokens: left,
    readOn: () => {
      setKnown((last) => ({ ...last, state: 'running', done: null }))
      setRound({ number: round.number + 1, of: asked, tokens: left })
    },
    stop: () => stopRef.current(),
    again: () => setRound({ number: round.number + 1, of: asked, tokens: null }),
  }
}

function changeBy(event: 'start' | 'match' | 'progress' | 'done', data: TraceData, last: Known): Partial<Known> {
  if (event === 'match' && 'message' in data) return { messages: [...last.messages, data.message] }
  if (event === 'start' && 'leftOut' in data) {
    const topics = new Map(last.topics)
    for (const topic of data.topics) topics.set(topic, { topic, state: 'waiting', matched: 0, records: 0, fraction: 0 })
    return { topics, leftOut: data.leftOut, state: 'running' }
  }
  if ('elapsedMs' in data) {
    const topics = new Map(last.topics)
    for (const topic of data.topics) topics.set(topic.topic, topic)
    const told = { topics, elapsedMs: data.elapsedMs }
    return event === 'done' && 'complete' in data ? { ...told, done: data, state: 'done' } : told
  }
  return {}
}

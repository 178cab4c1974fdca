'use client'

import { useEffect, useRef, useState } from 'react'
import type { Coverage, Message } from '#lib/contract/messages.ts'
import type { SearchProgress } from '#lib/contract/search.ts'
import type { AppError } from '#lib/errors.ts'
import { type KeySearch, type KeySearchEvent, watchKey } from '#lib/queries/key-history.ts'

interface Known {
  /** What was asked: the answer to something else is not shown for it. */
  of: string
  /** Newest first. */
  messages: Message[]
  progress: SearchProgress | null
  /** Of each part that was read, the newest first. */
  coverage: Coverage[]
  /** Where the search goes on; null where nothing is left. */
  next: string | null
  state: 'running' | 'done' | 'stopped' | 'failed'
  error: AppError | null
}

export interface KeyHistory extends Omit<Known, 'of'> {
  readOn: () => void
  stop: () => void
  again: () => void
}

const nothing = (of: string): Known => ({
  of,
  messages: [],
  progress: null,
  coverage: [],
  next: null,
  state: 'running',
  error: null,
})

/** The records of a key, newest first, in parts; each goes on where the last one ended. Null asks nothing. */
export function useKeyHistory(at: { cluster: string; topic: string }, query: KeySearch | null): KeyHistory {
  const { cluster, topic } = at
  const asked = query === null ? null : JSON.stringify(query)
  const [round, setRound] = useState({ number: 0, asked, token: null as string | null })
  const token = round.asked === asked ? round.token : null
  const of = JSON.stringify([cluster, topic, asked, token === null ? round.number : null])
  const [known, setKnown] = useState<Known>(() => nothing(''))
  const stopRef = useRef<() => void>(() => undefined)
  const base = useRef('')

  useEffect(() => {
    if (asked === null) return undefined
    // Reading on adds to what is known; everything else begins anew.
    if (token === null) base.current = of
    const id = base.current
    const update = (change: (last: Known) => Partial<Known>) =>
      setKnown((last) => {
        const current = last.of === id ? last : nothing(id)
        return { ...current, ...change(current) }
      })
    const end = watchKey(
      { cluster, topic },
      { ...(JSON.parse(asked) as KeySearch), ...(token ? { continue: token } : {}) },
      {
        on: (event, data) => update((last) => changeBy(event, data, last)),
        // The stream ends by closing the connection, which is no error once all is told.
        onError: (error) => update((last) => (last.state === 'done' ? {} : { state: 'failed', error })),
      },
    )
    update(() => ({ state: 'running', error: null, progress: null }))
    stopRef.current = () => {
      end()
      update(({ progress }) => ({ state: 'stopped', next: progress?.continue ?? null }))
    }
    return end
  }, [cluster, topic, asked, token, of])

  const current = token !== null || known.of === of ? known : nothing(of)
  return {
    ...current,
    readOn: () => {
      if (known.next !== null) setRound({ number: round.number, asked, token: known.next })
    },
    stop: () => stopRef.current(),
    again: () => setRound({ number: round.number + 1, asked, token: null }),
  }
}

function changeBy(event: 'match' | 'progress' | 'done', data: KeySearchEvent, last: Known): Partial<Known> {
  if (event === 'match' && 'message' in data) return { messages: [...last.messages, data.message] }
  if (event === 'progress' && 'fraction' in data) return { progress: data }
  if (event === 'done' && 'coverage' in data)
    return { state: 'done', coverage: [...last.coverage, data.coverage], next: data.continue ?? null }
  return {}
}

'use client'

import { useEffect, useState } from 'react'
import type { FailureProgress } from '#lib/contract/dead-letters.ts'
import type { AppError } from '#lib/errors.ts'
import { watchFailures } from '#lib/queries/dead-letters.ts'

interface Counted {
  /** What was counted: another topic or text has figures of its own. */
  of: string
  progress: FailureProgress | undefined
  done: boolean
  error: AppError | null
}

export interface Failures extends Omit<Counted, 'of'> {
  /** Counts again. What was known stays until the new count has caught up with it. */
  reload: () => void
}

interface Narrowing {
  text: string
  filter: string
}

/** The dead letters of a topic counted by cause; the figures grow while the topic is read. */
export function useFailures(cluster: string, topic: string, { text, filter }: Narrowing): Failures {
  const [round, setRound] = useState(0)
  const of = JSON.stringify([cluster, topic, text, filter])
  const [state, setState] = useState<Counted>({ of, progress: undefined, done: false, error: null })

  useEffect(
    () =>
      watchFailures(
        { cluster, topic, text, filter },
        {
          on: (event, progress) =>
            setState((last) => {
              const behind = event === 'progress' && last.of === of && (last.progress?.read ?? 0) > progress.read
              return behind ? last : { of, progress, done: event === 'done', error: null }
            }),
          // The stream ends by closing the connection, which is no error once all is counted.
          onError: (error) => setState((last) => (last.of === of && last.done ? last : { ...last, of, error })),
        },
      ),
    [cluster, topic, text, filter, of, round],
  )
  const known = state.of === of ? state : { progress: undefined, done: false, error: null }
  return { ...known, reload: () => setRound((last) => last + 1) }
}

'use client'

import { useEffect, useState } from 'react'
import { FailureProgress } from '#lib/contract/dead-letters.ts'
import type { AppError } from '#lib/errors.ts'
import { failuresUrl } from '#lib/queries/dead-letters.ts'
import { watchStream } from '#lib/queries/watch-stream.ts'

export interface Failures {
  /** What is known so far; undefined before the first answer. */
  progress: FailureProgress | undefined
  done: boolean
  error: AppError | null
  /** Counts again. What was known stays until then. */
  reload: () => void
}

/** The dead letters of a topic counted by cause; the figures grow while the topic is read. */
export function useFailures(cluster: string, topic: string, text: string): Failures {
  const [round, setRound] = useState(0)
  const [state, setState] = useState<Omit<Failures, 'reload'>>({ progress: undefined, done: false, error: null })

  useEffect(
    () =>
      watchStream(failuresUrl(cluster, topic, text), {
        events: { progress: FailureProgress, done: FailureProgress },
        on: (event, progress) => setState({ progress, done: event === 'done', error: null }),
        onError: (error) => setState((last) => (last.done ? last : { ...last, error })),
        reconnects: false,
      }),
    [cluster, topic, text, round],
  )
  return { ...state, reload: () => setRound((last) => last + 1) }
}

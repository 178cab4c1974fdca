'use client'

import { useEffect, useRef, useState } from 'react'
import type { Analysis } from '#lib/contract/analysis.ts'
import type { AppError } from '#lib/errors.ts'
import { type AnalysisInput, watchAnalysis } from '#lib/queries/analysis.ts'

export type AnalysisState = 'running' | 'done' | 'stopped' | 'failed'

interface Known {
  /** What was asked: the answer to something else is not shown for it. */
  of: string
  analysis: Analysis | undefined
  state: AnalysisState
  error: AppError | null
}

export interface RunningAnalysis extends Omit<Known, 'of'> {
  /** Figures of what was asked before, until the first of the new ones are there. */
  stale: boolean
  stop: () => void
  again: () => void
}

/** The figures about a slice, growing while it is read. `input` is made when the reading starts, so that “-15m” means then. */
export function useAnalysis(
  at: { cluster: string; topic: string },
  asked: string | null,
  input: (now: number) => AnalysisInput | null,
): RunningAnalysis {
  const [round, setRound] = useState(0)
  const of = JSON.stringify([at.cluster, at.topic, asked, round])
  const [known, setKnown] = useState<Known>({ of: '', analysis: undefined, state: 'running', error: null })
  const stopRef = useRef<() => void>(() => undefined)
  const makeInput = useRef(input)
  useEffect(() => {
    makeInput.current = input
  })
  const { cluster, topic } = at

  useEffect(() => {
    const query = asked === null ? null : makeInput.current(Date.now())
    if (query === null) return undefined
    const end = watchAnalysis({ cluster, topic }, query, {
      on: (event, analysis) => setKnown({ of, analysis, state: event === 'done' ? 'done' : 'running', error: null }),
      // The stream ends by closing the connection, which is no error once all is told.
      onError: (error) =>
        setKnown((last) =>
          last.of === of && last.state === 'done' ? last : { of, analysis: last.analysis, state: 'failed', error },
        ),
    })
    stopRef.current = () => {
      end()
      setKnown((last) => ({ ...last, of, state: 'stopped' }))
    }
    return end
  }, [cluster, topic, asked, of])

  const current = known.of === of
  return {
    analysis: known.analysis,
    state: current ? known.state : 'running',
    error: current ? known.error : null,
    stale: !current,
    stop: () => stopRef.current(),
    again: () => setRound(round + 1),
  }
}

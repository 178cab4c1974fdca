'use client'

import { parseAsArrayOf, parseAsString, useQueryState } from 'nuqs'
import { useMemo } from 'react'
import type { ColumnChoice } from '#components/data-table/use-column-choice.ts'
import type { Zone } from '#lib/preferences/preferences.ts'
import { recordColumns } from './record-columns.tsx'
import { useTopicPreference } from './use-topic-preference.ts'

const NO_WIDTHS = {}

/** The columns of a topic's records: from the URL (`cols`) where a link says so, else as chosen for this topic last time. */
export function useRecordColumns(at: { cluster: string; topic: string }, zone: Zone) {
  const [linked, setLinked] = useQueryState('cols', parseAsArrayOf(parseAsString))
  const { preference, remember } = useTopicPreference(at)
  const chosen = linked ?? preference.columns ?? null
  const ids = chosen?.join('\n')
  const columns = useMemo(() => recordColumns(zone, ids === undefined ? null : ids.split('\n')), [zone, ids])
  const widths = preference.widths ?? NO_WIDTHS
  const choice: ColumnChoice = useMemo(
    () => ({
      shown: new Set(columns.map((column) => column.id)),
      widths,
      setShown: (shown) => {
        void setLinked(shown)
        remember({ columns: shown })
      },
      setWidths: (next) => remember({ widths: next }),
      reset: () => {
        void setLinked(null)
        remember({ columns: undefined, widths: undefined })
      },
    }),
    [columns, widths, setLinked, remember],
  )
  return { columns, choice }
}

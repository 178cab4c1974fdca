'use client'

import { parseAsArrayOf, parseAsString, useQueryState } from 'nuqs'
import { useMemo } from 'react'
import { stored } from '#lib/preferences/stored.ts'
import { useStored } from '#lib/preferences/use-stored.ts'
import type { DataColumn } from './data-column.ts'

interface Remembered {
  shown?: string[]
  widths: Record<string, number>
}

const NOTHING: Remembered = { widths: {} }
const stores = new Map<string, ReturnType<typeof makeStore>>()

function makeStore(name: string) {
  return stored<Remembered>(`tailrace.table.${name}`, NOTHING, (text) => {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'widths' in value ? (value as Remembered) : undefined
  })
}

function storeOf(name: string) {
  const store = stores.get(name) ?? makeStore(name)
  stores.set(name, store)
  return store
}

/** Which columns are shown and how wide: from the URL (`cols`) where a link says so, else as chosen last time. */
export function useColumnChoice<Row>(name: string, columns: readonly DataColumn<Row>[]) {
  const [linked, setLinked] = useQueryState('cols', parseAsArrayOf(parseAsString))
  const [remembered, remember] = useStored(storeOf(name))

  const shown = useMemo(() => {
    const chosen = linked ?? remembered.shown
    const first = columns[0]?.id
    return new Set(
      columns
        .filter((column) => column.id === first || (chosen ? chosen.includes(column.id) : !column.optional))
        .map((column) => column.id),
    )
  }, [columns, linked, remembered.shown])

  return {
    shown,
    widths: remembered.widths,
    setShown: (ids: string[]) => {
      void setLinked(ids)
      remember({ ...remembered, shown: ids })
    },
    setWidths: (widths: Record<string, number>) => remember({ ...remembered, widths }),
    reset: () => {
      void setLinked(null)
      remember(NOTHING)
    },
  }
}

export type ColumnChoice = ReturnType<typeof useColumnChoice>

'use client'

import dynamic from 'next/dynamic'
import type { DataColumn } from '#components/data-table/data-column.ts'
import type { Message } from '#lib/contract/messages.ts'
import type { Zone } from '#lib/preferences/preferences.ts'
import { messageColumns } from './message-columns.tsx'

/** Loaded where somebody chose such a column: it reads JSON. */
const OwnCell = dynamic(() => import('./own-cell.tsx').then((module) => module.OwnCell), { ssr: false })

/** A column of one's own: `value:customer.id`, `key:id` or `header:source`. */
const OWN = /^(value|key|header):(.+)$/s

/** The columns by their ids, in that order; the first always stands first. Ids that mean nothing are left out. */
export function recordColumns(zone: Zone, chosen: readonly string[] | null): readonly DataColumn<Message>[] {
  const known = messageColumns(zone)
  const ids = chosen ?? known.filter((column) => !column.optional).map((column) => column.id)
  const [first, ...rest] = known
  const picked = [...new Set(ids)].flatMap((id) => rest.find((column) => column.id === id) ?? ownColumn(id) ?? [])
  return first ? [first, ...picked] : picked
}

/** How a column of one's own is called. */
export function ownLabel(id: string): string {
  const [, side, rest = id] = OWN.exec(id) ?? []
  return side === 'value' ? rest : `${side ?? ''} ${rest}`
}

function ownColumn(id: string): DataColumn<Message> | null {
  const [, side, rest] = OWN.exec(id) ?? []
  if (side === undefined || rest === undefined) return null
  return {
    id,
    header: ownLabel(id),
    width: 140,
    tip: side === 'header' ? `Header ${rest}` : `${rest} of the ${side}`,
    cell: (row) => <OwnCell row={row} side={side} rest={rest} />,
  }
}

'use client'

import type { Message } from '#lib/contract/messages.ts'
import { parseTimeInput } from '#lib/format/time-input.ts'
import { formatAbsolute } from '#lib/format/times.ts'
import { zone as zoneChoice } from '#lib/preferences/preferences.ts'
import { useStored } from '#lib/preferences/use-stored.ts'
import { useMemo } from 'react'
import { type HistoryState, keySearchOf } from './use-history-state.ts'
import { type KeyHistory, useKeyHistory } from './use-key-history.ts'
import { heldAt } from './versions.ts'

interface Moment {
  title: string
  /** The version that held then. */
  message: Message | undefined
  /** Until the next version. */
  heldMs: number | null
  /** Why there is none. */
  nothing: string | null
}

/** The state at the chosen moment: of the versions that are loaded, else by a search of its own for the last one before it. */
export function useMoment(
  at: { cluster: string; topic: string },
  { state: { query }, history }: { state: HistoryState; history: KeyHistory },
): Moment {
  const [zone] = useStored(zoneChoice)
  // oxlint-disable-next-line react/exhaustive-deps -- “-1h” is fixed when it is typed
  const moment = useMemo(() => parseTimeInput(query.moment, zone, Date.now()), [query.moment, zone])
  const { messages } = history
  const known = moment === null ? undefined : heldAt(messages, moment)
  const search = keySearchOf(query)
  const further = moment !== null && search !== null && known === undefined && history.next !== null
  const one = useKeyHistory(
    at,
    further ? { ...search, from: 'time', timestamp: moment, order: 'newest', limit: 1 } : null,
  )

  if (query.moment !== '') {
    if (moment === null)
      return {
        title: 'State at a moment',
        message: undefined,
        heldMs: null,
        nothing: 'Type a time: -1h, 14:07 or 2026-11-21 14:07.',
      }
    const title = `State at ${formatAbsolute(moment, zone)}`
    const message = known ?? (further ? one.messages[0] : undefined)
    if (message) return { title, message, heldMs: heldFor(messages, message), nothing: null }
    const looking = history.state === 'running' || (further && one.state === 'running')
    return {
      title,
      message: undefined,
      heldMs: null,
      nothing: search === null ? null : looking ? 'Looking for it …' : NOT_YET,
    }
  }
  const chosen = messages.find(({ partition, offset }) => `${partition}/${offset}` === query.version)
  if (chosen)
    return { title: 'State of this version', message: chosen, heldMs: heldFor(messages, chosen), nothing: null }
  return { title: 'State now', message: messages[0], heldMs: null, nothing: null }
}

const NOT_YET =
  'No version is known from that time: the key did not exist yet, or what it held then was deleted by retention or compaction.'

function heldFor(messages: readonly Message[], message: Message): number | null {
  const index = messages.indexOf(message)
  const next = index > 0 ? messages[index - 1] : undefined
  return next ? next.timestamp - message.timestamp : null
}

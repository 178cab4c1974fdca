'use client'

import { parseAsArrayOf, parseAsBoolean, parseAsString, parseAsStringEnum, useQueryStates } from 'nuqs'
import { pushOrReplace } from '#lib/push-or-replace.ts'
import type { ReplaySelection } from '#lib/contract/replays.ts'

const VIEWS = ['causes', 'letters'] as const

/** What Back takes back. */
const STEPS = { opens: ['open', 'replay', 'cause'], seeks: ['view'] }

/** What of a dead-letter topic is shown and chosen; all of it lives in the URL. */
export function useTriage() {
  const [state, setState] = useQueryStates({
    view: parseAsStringEnum([...VIEWS]).withDefault('causes'),
    text: parseAsString.withDefault(''),
    /** CEL. */
    filter: parseAsString.withDefault(''),
    /** The causes chosen for a replay. */
    causes: parseAsArrayOf(parseAsString).withDefault([]),
    /** The cause whose letters are listed. */
    cause: parseAsString.withDefault(''),
    /** The letters chosen for a replay, each `partition-offset`. */
    letters: parseAsArrayOf(parseAsString).withDefault([]),
    /** The letter that is open beside the list. */
    open: parseAsString.withDefault(''),
    replay: parseAsBoolean.withDefault(false),
  })
  const set = (change: Partial<{ [Name in keyof typeof state]: (typeof state)[Name] | null }>) =>
    setState(change, { history: pushOrReplace(state, change, STEPS) })
  return { state, set }
}
export type Triage = ReturnType<typeof useTriage>

/** What a replay of the choice would be about. */
export function selectionOf({ view, text, filter, causes, cause, letters }: Triage['state']): ReplaySelection {
  const narrowed = { ...(text === '' ? {} : { text }), ...(filter === '' ? {} : { filter }) }
  if (view === 'letters' && letters.length > 0) {
    return {
      records: letters.map((place) => {
        const [partition = '0', offset = '0'] = place.split('-')
        return { partition: Number(partition), offset }
      }),
    }
  }
  const fingerprints = view === 'causes' ? causes : cause === '' ? [] : [cause]
  return fingerprints.length > 0 ? { fingerprints, ...narrowed } : { all: true, ...narrowed }
}

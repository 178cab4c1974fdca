'use client'

import { useState } from 'react'
import type { SearchTerms } from '../use-messages-state.ts'

/** What is typed into the search bar before it is searched for. */
export function useSearchDraft({ text, caseSensitive, key, header, filter }: SearchTerms) {
  const committed: SearchTerms = { text, caseSensitive, key, header, filter }
  const stamp = JSON.stringify(committed)
  const [draft, setDraft] = useState(committed)
  const [known, setKnown] = useState(stamp)
  // The URL may change by itself, by the back button or a link: follow it.
  if (stamp !== known) {
    setKnown(stamp)
    setDraft(committed)
  }
  return {
    draft,
    /** Whether something else is typed than what is searched for. */
    changed: JSON.stringify(draft) !== stamp,
    edit: (change: Partial<SearchTerms>) => setDraft({ ...draft, ...change }),
  }
}

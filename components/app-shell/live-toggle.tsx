'use client'

import { useQueryClient } from '@tanstack/react-query'
import { Pause } from 'lucide-react'
import { useStored } from '#lib/preferences/use-stored.ts'
import { live } from '#lib/queries/live.ts'

/** Whether the pages refresh by themselves; paused, what is shown stays as it is. */
export function LiveToggle() {
  const [state, setState] = useStored(live)
  const client = useQueryClient()
  const paused = state === 'paused'
  const tip = paused ? 'Nothing refreshes. Go on' : 'Pages refresh by themselves. Pause'
  return (
    <button
      type="button"
      aria-label={`${paused ? 'Paused' : 'Live'}: ${tip}`}
      data-tip={tip}
      onClick={() => {
        setState(paused ? 'live' : 'paused')
        if (paused) void client.invalidateQueries()
      }}
      className="flex h-7.5 items-center gap-1.5 rounded-md px-2 text-muted hover:bg-hover hover:text-ink"
    >
      {paused ? (
        <Pause size={12} aria-hidden className="text-warn" fill="currentColor" strokeWidth={0} />
      ) : (
        <span aria-hidden className="size-2 animate-breathe rounded-full bg-accent" />
      )}
      <span className={paused ? 'font-medium text-warn max-sm:sr-only' : 'max-sm:sr-only'}>
        {paused ? 'Paused' : 'Live'}
      </span>
    </button>
  )
}

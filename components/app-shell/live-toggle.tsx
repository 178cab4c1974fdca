'use client'

import { useQueryClient } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { Pause } from 'lucide-react'
import { useOutage } from '#components/ui/outage.tsx'
import { StatusShape } from '#components/ui/status-tag.tsx'
import { useStored } from '#lib/preferences/use-stored.ts'
import { live } from '#lib/queries/live.ts'

/** Whether the pages refresh by themselves; paused, what is shown stays as it is. */
export function LiveToggle() {
  const [state, setState] = useStored(live)
  const client = useQueryClient()
  const outage = useOutage()
  const paused = state === 'paused'
  const [word, tip] = paused
    ? ['Paused', 'Nothing refreshes. Go on']
    : outage
      ? ['Not answering', 'Pages show the last figures, and refresh once the brokers answer. Pause']
      : ['Live', 'Pages refresh by themselves. Pause']
  return (
    <button
      type="button"
      aria-label={`${word}: ${tip}`}
      data-tip={tip}
      onClick={() => {
        setState(paused ? 'live' : 'paused')
        if (paused) void client.invalidateQueries()
      }}
      className="flex h-7.5 items-center gap-1.5 rounded-md px-2 text-muted hover:bg-hover hover:text-ink"
    >
      {paused ? (
        <Pause size={12} aria-hidden className="text-warn" fill="currentColor" strokeWidth={0} />
      ) : outage ? (
        <StatusShape tone="bad" className="text-bad" />
      ) : (
        <span aria-hidden className="size-2 animate-breathe rounded-full bg-accent" />
      )}
      <span className={clsx('max-sm:sr-only', paused ? 'font-medium text-warn' : outage && 'font-medium text-bad')}>
        {word}
      </span>
    </button>
  )
}

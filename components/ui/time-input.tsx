'use client'

import { type ComponentProps, useSyncExternalStore } from 'react'
import { parseTimeInput } from '#lib/format/time-input.ts'
import { formatAbsolute } from '#lib/format/times.ts'
import { zone as zoneChoice } from '#lib/preferences/preferences.ts'
import { useStored } from '#lib/preferences/use-stored.ts'
import { clock } from './clock.ts'
import { EnterInput } from './enter-input.tsx'

/** What needs no explanation: it moves with the clock. */
const RELATIVE = /^(now|-.*)$/i

/** A field for a time as people type it; beside it, how the time was understood, or that it was not. */
export function TimeInput({ label, value, ...props }: ComponentProps<typeof EnterInput>) {
  const [zone] = useStored(zoneChoice)
  const text = value.trim()
  // A clock time is of today, which may become yesterday while the page is open.
  const now = useSyncExternalStore(clock.subscribe, clock.now, () => null)
  const at = text === '' || now === null ? null : parseTimeInput(text, zone, now)
  const understood = at === null ? null : formatAbsolute(at, zone)
  const wrong = text !== '' && now !== null && at === null
  return (
    <>
      <EnterInput
        {...props}
        label={label}
        value={value}
        aria-invalid={wrong || undefined}
        data-tip={`${label}: relative (-15m, -2h, -1d), a clock time, a date and time with or without a zone, or a Unix time`}
      />
      {wrong ? (
        <output className="text-sm text-bad" aria-label={`${label}: not understood`}>
          Not a date or time
        </output>
      ) : null}
      {understood !== null && understood !== text && !RELATIVE.test(text) ? (
        <output className="font-mono text-sm whitespace-nowrap text-muted" aria-label={`${label}: understood as`}>
          = {understood}
        </output>
      ) : null}
    </>
  )
}

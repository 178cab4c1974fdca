'use client'

import { useSyncExternalStore } from 'react'
import { formatAbsolute, formatClock, formatRelative } from '#lib/format/times.ts'
import { zone } from '#lib/preferences/preferences.ts'
import { useStored } from '#lib/preferences/use-stored.ts'
import { clock } from './clock.ts'

/** How long ago; the exact time with milliseconds and zone on hover and when copied. `–` for null. */
export function RelativeTime({ at, className }: { at: number | null | undefined; className?: string }) {
  const [timeZone] = useStored(zone)
  const text = useSyncExternalStore(
    clock.subscribe,
    () => (at === null || at === undefined ? '–' : relativeText(at)),
    () => '',
  )
  if (at === null || at === undefined) return <span className={className}>–</span>
  const absolute = formatAbsolute(at, timeZone)
  return (
    <time
      dateTime={isoOf(at)}
      data-tip={absolute}
      className={className}
      onCopy={(event) => {
        event.clipboardData.setData('text/plain', absolute)
        event.preventDefault()
      }}
    >
      {text}
    </time>
  )
}

/** The page's clock stands still for up to a second, and brokers' clocks differ from the browser's by as much. */
const NOW_WITHIN_MS = 2_000

function relativeText(at: number): string {
  const now = clock.now()
  return formatRelative(at, at > now && at - now < NOW_WITHIN_MS ? at : now)
}

/** The time of day, with the date when it is not today: for "since 14:02:11". */
export function ClockTime({ at }: { at: number }) {
  const [timeZone] = useStored(zone)
  return (
    <time dateTime={isoOf(at)} data-tip={formatAbsolute(at, timeZone)}>
      {formatClock(at, timeZone)}
    </time>
  )
}

/** The exact time, in the chosen zone. */
export function AbsoluteTime({ at, className }: { at: number; className?: string }) {
  const [timeZone] = useStored(zone)
  return (
    <time dateTime={isoOf(at)} className={className}>
      {formatAbsolute(at, timeZone)}
    </time>
  )
}

function isoOf(at: number): string | undefined {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

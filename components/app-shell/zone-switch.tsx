'use client'

import { zone } from '#lib/preferences/preferences.ts'
import { useStored } from '#lib/preferences/use-stored.ts'

/** Shows in which zone times are given, and changes it. */
export function ZoneSwitch() {
  const [timeZone, setTimeZone] = useStored(zone)
  const utc = timeZone === 'utc'
  return (
    <button
      type="button"
      onClick={() => setTimeZone(utc ? 'local' : 'utc')}
      aria-label={utc ? 'UTC: show local time' : 'Local time: show UTC'}
      data-tip={utc ? 'Times are in UTC. Show local time' : 'Times are local. Show UTC'}
      className="hidden h-7.5 items-center rounded-md px-2 text-muted hover:bg-hover hover:text-ink sm:flex"
    >
      {utc ? 'UTC' : 'Local'}
    </button>
  )
}

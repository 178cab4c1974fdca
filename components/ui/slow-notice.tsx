'use client'

import { useEffect, useState } from 'react'
import { useOutage } from './outage.tsx'
import { ClockTime } from './relative-time.tsx'

const SLOW_MS = 2_000

/** Above skeletons that stay for more than a moment: what they wait for. */
export function SlowNotice({ what }: { what: string }) {
  const outage = useOutage()
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS)
    return () => clearTimeout(timer)
  }, [])
  if (!outage && !slow) return null
  return (
    <output className="block px-4 py-1.5 text-muted">
      {outage ? (
        <>
          {outage.text} since <ClockTime at={outage.since} />. The {what} will load once the connection is back.
        </>
      ) : (
        `Waiting for the brokers to send the ${what}…`
      )}
    </output>
  )
}

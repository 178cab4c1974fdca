'use client'

import { useQuery } from '@tanstack/react-query'
import { sessionOptions } from '#lib/queries/clusters.ts'

/** Who the console takes this person for, and in which role. */
export function WhoAmI({ always = false }: { /** Also on narrow screens. */ always?: boolean }) {
  const session = useQuery(sessionOptions())
  if (!session.data) return null
  const { actor, roles, authenticated } = session.data
  return (
    <span
      data-tip={
        authenticated
          ? `Signed in as ${actor}`
          : 'Signing in is not configured: everybody who reaches this console has these roles'
      }
      className={always ? 'text-muted' : 'hidden truncate px-1 text-muted xl:inline'}
    >
      {actor}
      {roles.length > 0 ? <span className="text-faint"> · {roles.join(', ')}</span> : null}
    </span>
  )
}

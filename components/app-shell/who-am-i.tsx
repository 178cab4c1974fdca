'use client'

import { useQuery } from '@tanstack/react-query'
import { StatusShape } from '#components/ui/status-tag.tsx'
import { sessionOptions } from '#lib/queries/clusters.ts'

/** Who the console takes this person for, and in which role. */
export function WhoAmI({ always = false }: { /** Also on narrow screens. */ always?: boolean }) {
  const session = useQuery(sessionOptions())
  if (!session.data) return null
  const { actor, roles, authenticated, permissions } = session.data
  const open = !authenticated && permissions.some((permission) => !permission.endsWith('.view'))
  return (
    <span
      data-tip={
        authenticated
          ? `Signed in as ${actor}`
          : `Nobody signs in: everybody who reaches this console ${open ? 'may change its clusters' : 'may look, and change nothing'}`
      }
      className={always ? 'text-muted' : 'hidden truncate px-1 text-muted xl:inline'}
    >
      {open ? <StatusShape tone="warn" className="mr-1.5 inline-block text-warn" /> : null}
      {actor}
      {roles.length > 0 ? <span className="text-faint"> · {roles.join(', ')}</span> : null}
    </span>
  )
}

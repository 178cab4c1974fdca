'use client'

import { useQuery } from '@tanstack/react-query'
import type { Permission } from '#lib/contract/session.ts'
import { clusterOptions, sessionOptions } from '#lib/queries/clusters.ts'

/** Why this person may not change this cluster in this way, in a sentence; undefined where they may. */
export function useWhyNot(cluster: string, permission: Permission): string | undefined {
  const session = useQuery(sessionOptions())
  const summary = useQuery(clusterOptions(cluster))
  if (summary.data?.readOnly) return 'This cluster is configured as read-only.'
  if (!session.data) return 'Your roles are not known yet.'
  return session.data.permissions.includes(permission) ? undefined : `Your roles do not include ${permission}.`
}

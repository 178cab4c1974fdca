'use client'

import { useQuery } from '@tanstack/react-query'
import { missingPermission } from '#lib/access/roles.ts'
import { missingOnTopic } from '#lib/access/topic-access.ts'
import type { Permission } from '#lib/contract/session.ts'
import { clusterOptions, sessionOptions } from '#lib/queries/clusters.ts'

/** Why this person may not change this cluster, or this topic of it, in this way, in a sentence; undefined where they may. */
export function useWhyNot(cluster: string, permission: Permission, topic?: string): string | undefined {
  const session = useQuery(sessionOptions())
  const summary = useQuery(clusterOptions(cluster))
  if (summary.data?.readOnly) return 'This cluster is configured as read-only.'
  if (summary.error) return 'The console does not answer.'
  // Webhooks are no part of the cluster.
  if (summary.data?.status === 'down' && permission !== 'alert.manage')
    return 'The cluster does not answer: nothing can be changed until it does.'
  if (!session.data) return 'Your roles are not known yet.'
  const { permissions } = session.data
  const has = (name: Permission) => permissions.includes(name)
  const missing = topic === undefined ? missingIn(has, permission) : missingOnTopic(has, permission, { topic })
  return missing === null ? undefined : `${missing}.`
}

function missingIn(has: (permission: Permission) => boolean, permission: Permission): string | null {
  return has(permission) ? null : missingPermission(permission)
}

'use client'

import { useQuery } from '@tanstack/react-query'
import { sessionOptions } from '#lib/queries/clusters.ts'
import { navigation, type NavigationItem } from './navigation.ts'

/** The entries that this person may open; all of them until the session is known. */
export function useNavigation(): readonly NavigationItem[] {
  const session = useQuery(sessionOptions())
  const allowed = session.data?.permissions
  return allowed ? navigation.filter((item) => allowed.includes(item.permission)) : navigation
}

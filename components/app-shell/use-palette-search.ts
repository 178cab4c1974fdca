'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { GroupSummary } from '#lib/contract/groups.ts'
import type { TopicSummary } from '#lib/contract/topics.ts'
import { groupListOptions } from '#lib/queries/groups.ts'
import { topicListOptions } from '#lib/queries/topics.ts'

const TYPING_MS = 120
const EACH = 7

/** The topics and groups whose names hold `text`, asked of the API once typing rests. */
export function usePaletteSearch(
  cluster: string,
  text: string,
): { topics: TopicSummary[]; groups: GroupSummary[]; searching: boolean } {
  const [search, setSearch] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSearch(text.trim()), TYPING_MS)
    return () => clearTimeout(timer)
  }, [text])

  const topics = useQuery({
    ...topicListOptions(cluster, { search, pageSize: EACH, internal: 'true' }),
    refetchInterval: false,
  })
  const groups = useQuery({ ...groupListOptions(cluster, { search, pageSize: EACH }), refetchInterval: false })
  return {
    topics: topics.data?.items ?? [],
    groups: groups.data?.items ?? [],
    searching: topics.isFetching || groups.isFetching || search !== text.trim(),
  }
}

'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { replayOptions, watchReplay } from '#lib/queries/replays.ts'
import { isOver } from './replay-state-tag.tsx'

/** A replay, live while it goes on: several times a second by the stream, and every few seconds should that break. */
export function useReplayJob(cluster: string, replay: string) {
  const client = useQueryClient()
  const job = useQuery(replayOptions(cluster, replay))
  const over = job.data ? isOver(job.data.state) : true

  useEffect(() => {
    if (over) return
    return watchReplay(cluster, replay, {
      on: (_, data) => client.setQueryData(replayOptions(cluster, replay).queryKey, data),
      onError: () => undefined,
    })
  }, [client, cluster, replay, over])
  return job
}

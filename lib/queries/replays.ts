import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  abortReplay,
  createReplay,
  getReplay,
  listReplayRecords,
  listReplays,
  pauseReplay,
  ReplayJob,
  ReplayPlan,
  resumeReplay,
  watchReplay,
} from '../contract/replays.ts'
import { apiUrl, callApi } from './call-api.ts'
import { refreshEvery } from './client.ts'
import { clusterKeys } from './clusters.ts'

const replayKeys = {
  all: (cluster: string) => [...clusterKeys.one(cluster), 'replays'] as const,
  one: (cluster: string, replay: string) => [...replayKeys.all(cluster), 'one', replay] as const,
}

type ReplaysQuery = z.input<typeof listReplays.query>

export const fetchReplays = (cluster: string, query: ReplaysQuery, signal?: AbortSignal) =>
  callApi(listReplays, { params: { cluster }, query }, signal)

export const replaysOptions = (cluster: string, query: ReplaysQuery) =>
  queryOptions({
    queryKey: [...replayKeys.all(cluster), 'list', query],
    queryFn: ({ signal }) => fetchReplays(cluster, query, signal),
    refetchInterval: refreshEvery(2_000),
    placeholderData: keepPreviousData,
  })

export const replayOptions = (cluster: string, replay: string) =>
  queryOptions({
    queryKey: [...replayKeys.one(cluster, replay), 'job'],
    queryFn: ({ signal }) => callApi(getReplay, { params: { cluster, replay } }, signal),
    refetchInterval: refreshEvery(5_000),
  })

type ReplayRecordsQuery = z.input<typeof listReplayRecords.query>

export const fetchReplayRecords = (
  { cluster, replay }: { cluster: string; replay: string },
  query: ReplayRecordsQuery,
  signal?: AbortSignal,
) => callApi(listReplayRecords, { params: { cluster, replay }, query }, signal)

export const replayRecordsOptions = (cluster: string, replay: string, query: ReplayRecordsQuery) =>
  queryOptions({
    queryKey: [...replayKeys.one(cluster, replay), 'records', query],
    queryFn: ({ signal }) => fetchReplayRecords({ cluster, replay }, query, signal),
    refetchInterval: refreshEvery(2_000),
    placeholderData: keepPreviousData,
  })

export type ReplayRequest = Omit<z.input<typeof createReplay.body>, 'dryRun'>

export const checkReplay = async (cluster: string, body: ReplayRequest, signal?: AbortSignal): Promise<ReplayPlan> =>
  ReplayPlan.parse(await callApi(createReplay, { params: { cluster }, body: { ...body, dryRun: true } }, signal))

export const startReplay = async (cluster: string, body: ReplayRequest): Promise<ReplayJob> =>
  ReplayJob.parse(await callApi(createReplay, { params: { cluster }, body }))

const CONTROL = { pause: pauseReplay, resume: resumeReplay, abort: abortReplay }
export type ReplayControl = keyof typeof CONTROL

export const controlReplay = (cluster: string, replay: string, control: ReplayControl) =>
  callApi(CONTROL[control], { params: { cluster, replay } })

export const replayEventsUrl = (cluster: string, replay: string) => apiUrl(watchReplay.path, { cluster, replay })

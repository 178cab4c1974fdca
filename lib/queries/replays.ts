import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { createReplay, listReplayRecords, listReplays, ReplayJob, ReplayPlan } from '../contract/replays.ts'
import { apiUrl, callApi } from './call-api.ts'
import { refreshEvery } from './client.ts'
import { clusterKeys } from './clusters.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'
import { type Listening, watchStream } from './watch-stream.ts'

const contract = early(contracts.replays)

const replayKeys = {
  all: (cluster: string) => [...clusterKeys.one(cluster), 'replays'] as const,
  one: (cluster: string, replay: string) => [...replayKeys.all(cluster), 'one', replay] as const,
}

type ReplaysQuery = z.input<typeof listReplays.query>

export const fetchReplays = async (cluster: string, query: ReplaysQuery, signal?: AbortSignal) =>
  callApi((await contract()).listReplays, { params: { cluster }, query }, signal)

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
    queryFn: async ({ signal }) => callApi((await contract()).getReplay, { params: { cluster, replay } }, signal),
    refetchInterval: refreshEvery(5_000),
  })

type ReplayRecordsQuery = z.input<typeof listReplayRecords.query>

const fetchReplayRecords = async (
  { cluster, replay }: { cluster: string; replay: string },
  query: ReplayRecordsQuery,
  signal?: AbortSignal,
) => callApi((await contract()).listReplayRecords, { params: { cluster, replay }, query }, signal)

export const replayRecordsOptions = (cluster: string, replay: string, query: ReplayRecordsQuery) =>
  queryOptions({
    queryKey: [...replayKeys.one(cluster, replay), 'records', query],
    queryFn: ({ signal }) => fetchReplayRecords({ cluster, replay }, query, signal),
    refetchInterval: refreshEvery(2_000),
    placeholderData: keepPreviousData,
  })

export type ReplayRequest = Omit<z.input<typeof createReplay.body>, 'dryRun'>

export async function checkReplay(cluster: string, body: ReplayRequest): Promise<ReplayPlan> {
  const { createReplay: endpoint, ReplayPlan: schema } = await contract()
  return schema.parse(await callApi(endpoint, { params: { cluster }, body: { ...body, dryRun: true } }))
}

export async function startReplay(cluster: string, body: ReplayRequest): Promise<ReplayJob> {
  const { createReplay: endpoint, ReplayJob: schema } = await contract()
  return schema.parse(await callApi(endpoint, { params: { cluster }, body }))
}

export type ReplayControl = 'pause' | 'resume' | 'abort'

export async function controlReplay(cluster: string, replay: string, control: ReplayControl): Promise<ReplayJob> {
  const { pauseReplay: pause, resumeReplay: resume, abortReplay: abort } = await contract()
  return callApi({ pause, resume, abort }[control], { params: { cluster, replay } })
}

export async function sendApproval(cluster: string, replay: string, reason: string): Promise<ReplayJob> {
  return callApi((await contract()).approveReplay, { params: { cluster, replay }, body: { reason } })
}

/** Where the results of a replay are downloaded from. */
export function replayExportUrl(
  { cluster, replay }: { cluster: string; replay: string },
  query: { format: 'ndjson' | 'csv'; result?: string },
): string {
  return apiUrl('/clusters/{cluster}/replays/{replay}/records/export', { cluster, replay }, query)
}

/** A replay as it goes on. @returns how to stop */
export const watchReplay = (cluster: string, replay: string, listening: Listening<'job', ReplayJob>) =>
  watchStream(async () => (await contract()).watchReplay, { ...listening, params: { cluster, replay } })

export const replayProofOptions = (cluster: string, replay: string) =>
  queryOptions({
    queryKey: [...replayKeys.one(cluster, replay), 'proof'],
    queryFn: async ({ signal }) => callApi((await contract()).proveReplay, { params: { cluster, replay } }, signal),
    refetchInterval: refreshEvery(3_000),
  })

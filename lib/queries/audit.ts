import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { listAudit } from '../contract/audit.ts'
import { callApi } from './call-api.ts'
import { refreshEvery } from './client.ts'
import { clusterKeys } from './clusters.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'

const contract = early(contracts.audit)
const chainContract = early(contracts.auditChain)

type AuditQuery = z.input<typeof listAudit.query>

export const fetchAudit = async (query: AuditQuery, signal?: AbortSignal) =>
  callApi((await contract()).listAudit, { query }, signal)

export const auditOptions = (cluster: string, query: AuditQuery) =>
  queryOptions({
    queryKey: [...clusterKeys.one(cluster), 'audit', query],
    queryFn: ({ signal }) => fetchAudit(query, signal),
    refetchInterval: refreshEvery(10_000),
    placeholderData: keepPreviousData,
  })

/** Reads the whole log: only when it is asked for. */
export const chainOptions = (cluster: string) =>
  queryOptions({
    queryKey: [...clusterKeys.one(cluster), 'audit-chain'],
    queryFn: async ({ signal }) => callApi((await chainContract()).verifyAudit, { query: { cluster } }, signal),
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  })

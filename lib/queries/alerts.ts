import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { listAlerts } from '../contract/alerts.ts'
import { callApi } from './call-api.ts'
import { refreshEvery } from './client.ts'
import { clusterKeys } from './clusters.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'

const contract = early(contracts.alerts)

type AlertQuery = z.input<typeof listAlerts.query>

export const fetchAlerts = async (cluster: string, query: AlertQuery, signal?: AbortSignal) =>
  callApi((await contract()).listAlerts, { params: { cluster }, query }, signal)

export const alertOptions = (cluster: string, query: AlertQuery) =>
  queryOptions({
    queryKey: [...clusterKeys.one(cluster), 'alerts', query],
    queryFn: ({ signal }) => fetchAlerts(cluster, query, signal),
    refetchInterval: refreshEvery(5_000),
    placeholderData: keepPreviousData,
  })

export const sendTestMessage = async (cluster: string, webhook: string) =>
  callApi((await contract()).testAlertWebhook, { params: { cluster, webhook }, body: {} })

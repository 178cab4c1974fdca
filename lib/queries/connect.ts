import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { listConnectors } from '../contract/connect.ts'
import { callApi } from './call-api.ts'
import { refreshEvery } from './client.ts'
import { clusterKeys } from './clusters.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'

const contract = early(contracts.connect)

type ConnectorQuery = z.input<typeof listConnectors.query>

export const fetchConnectors = async (cluster: string, query: ConnectorQuery, signal?: AbortSignal) =>
  callApi((await contract()).listConnectors, { params: { cluster }, query }, signal)

export const connectorOptions = (cluster: string, query: ConnectorQuery) =>
  queryOptions({
    queryKey: [...clusterKeys.one(cluster), 'connect', query],
    queryFn: ({ signal }) => fetchConnectors(cluster, query, signal),
    refetchInterval: refreshEvery(10_000),
    placeholderData: keepPreviousData,
  })

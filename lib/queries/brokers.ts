import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { listBrokers } from '../contract/brokers.ts'
import { callApi } from './call-api.ts'
import { refreshEvery } from './client.ts'
import { clusterKeys } from './clusters.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'

const contract = early(contracts.brokers)

const brokerKeys = {
  all: (cluster: string) => [...clusterKeys.one(cluster), 'brokers'] as const,
}

export type BrokerListQuery = z.input<typeof listBrokers.query>

export const fetchBrokers = async (cluster: string, query: BrokerListQuery, signal?: AbortSignal) =>
  callApi((await contract()).listBrokers, { params: { cluster }, query }, signal)

export const brokerListOptions = (cluster: string, query: BrokerListQuery) =>
  queryOptions({
    queryKey: [...brokerKeys.all(cluster), 'list', query],
    queryFn: ({ signal }) => fetchBrokers(cluster, query, signal),
    refetchInterval: refreshEvery(10_000),
    placeholderData: keepPreviousData,
  })

export const brokerOptions = (cluster: string, broker: string) =>
  queryOptions({
    queryKey: [...brokerKeys.all(cluster), 'one', broker],
    queryFn: async ({ signal }) => callApi((await contract()).getBroker, { params: { cluster, broker } }, signal),
    refetchInterval: refreshEvery(10_000),
  })

export const brokerConfigOptions = (cluster: string, broker: string) =>
  queryOptions({
    queryKey: [...brokerKeys.all(cluster), 'one', broker, 'config'],
    queryFn: async ({ signal }) => callApi((await contract()).getBrokerConfig, { params: { cluster, broker } }, signal),
    refetchInterval: refreshEvery(60_000),
  })

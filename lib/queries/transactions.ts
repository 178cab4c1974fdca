import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { listTransactions } from '../contract/transactions.ts'
import { callApi } from './call-api.ts'
import { refreshEvery } from './client.ts'
import { clusterKeys } from './clusters.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'

const contract = early(contracts.transactions)

type TransactionQuery = z.input<typeof listTransactions.query>

export const fetchTransactions = async (cluster: string, query: TransactionQuery, signal?: AbortSignal) =>
  callApi((await contract()).listTransactions, { params: { cluster }, query }, signal)

export const transactionOptions = (cluster: string, query: TransactionQuery) =>
  queryOptions({
    queryKey: [...clusterKeys.one(cluster), 'transactions', query],
    queryFn: ({ signal }) => fetchTransactions(cluster, query, signal),
    refetchInterval: refreshEvery(10_000),
    placeholderData: keepPreviousData,
  })

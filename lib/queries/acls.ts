import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { listAcls } from '../contract/acls.ts'
import { callApi } from './call-api.ts'
import { refreshEvery } from './client.ts'
import { clusterKeys } from './clusters.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'

const contract = early(contracts.acls)

type AclQuery = z.input<typeof listAcls.query>

export const fetchAcls = async (cluster: string, query: AclQuery, signal?: AbortSignal) =>
  callApi((await contract()).listAcls, { params: { cluster }, query }, signal)

export const aclOptions = (cluster: string, query: AclQuery) =>
  queryOptions({
    queryKey: [...clusterKeys.one(cluster), 'acls', query],
    queryFn: ({ signal }) => fetchAcls(cluster, query, signal),
    refetchInterval: refreshEvery(60_000),
    placeholderData: keepPreviousData,
  })

import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { checkSchema, listSubjects } from '../contract/schemas.ts'
import { callApi } from './call-api.ts'
import { refreshEvery } from './client.ts'
import { clusterKeys } from './clusters.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'

const contract = early(contracts.schemas)

export const schemaKeys = {
  all: (cluster: string) => [...clusterKeys.one(cluster), 'schemas'] as const,
}

export type SubjectListQuery = z.input<typeof listSubjects.query>

export const fetchSubjects = async (cluster: string, query: SubjectListQuery, signal?: AbortSignal) =>
  callApi((await contract()).listSubjects, { params: { cluster }, query }, signal)

export const subjectListOptions = (cluster: string, query: SubjectListQuery) =>
  queryOptions({
    queryKey: [...schemaKeys.all(cluster), 'list', query],
    queryFn: ({ signal }) => fetchSubjects(cluster, query, signal),
    refetchInterval: refreshEvery(30_000),
    placeholderData: keepPreviousData,
  })

export const subjectOptions = (cluster: string, subject: string) =>
  queryOptions({
    queryKey: [...schemaKeys.all(cluster), 'one', subject],
    queryFn: async ({ signal }) => callApi((await contract()).getSubject, { params: { cluster, subject } }, signal),
    refetchInterval: refreshEvery(30_000),
  })

/** A version never changes. */
export const schemaVersionOptions = (cluster: string, subject: string, version: number) =>
  queryOptions({
    queryKey: [...schemaKeys.all(cluster), 'one', subject, version],
    queryFn: async ({ signal }) =>
      callApi((await contract()).getSchemaVersion, { params: { cluster, subject, version: String(version) } }, signal),
    staleTime: Infinity,
  })

export type SchemaDraft = z.input<typeof checkSchema.body>

export const postSchemaCheck = async (cluster: string, subject: string, body: SchemaDraft) =>
  callApi((await contract()).checkSchema, { params: { cluster, subject }, body })

export const postSchema = async (cluster: string, subject: string, body: SchemaDraft & { reason: string }) =>
  callApi((await contract()).registerSchema, { params: { cluster, subject }, body })

/** Deletes a version of a subject, or all of it. */
export const removeSchemas = async (
  { cluster, subject, version }: { cluster: string; subject: string; version: number | null },
  body: { permanent: boolean; reason: string },
) =>
  version === null
    ? callApi((await contract()).deleteSubject, { params: { cluster, subject }, body })
    : callApi((await contract()).deleteSchemaVersion, { params: { cluster, subject, version: String(version) }, body })

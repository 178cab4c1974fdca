import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isAppError } from '#lib/errors.ts'
import type { Api } from './api.ts'
import { addPartitionsToTxn } from './add-partitions-to-txn.ts'
import { alterShareGroupOffsets } from './alter-share-group-offsets.ts'
import { consumerGroupDescribe } from './consumer-group-describe.ts'
import { createPartitions } from './create-partitions.ts'
import { createTopics } from './create-topics.ts'
import { deleteGroups } from './delete-groups.ts'
import { deleteRecords } from './delete-records.ts'
import { deleteShareGroupOffsets } from './delete-share-group-offsets.ts'
import { deleteTopics } from './delete-topics.ts'
import { describeAcls } from './describe-acls.ts'
import { describeCluster } from './describe-cluster.ts'
import { describeConfigs } from './describe-configs.ts'
import { describeGroups } from './describe-groups.ts'
import { describeLogDirs } from './describe-log-dirs.ts'
import { describeProducers } from './describe-producers.ts'
import { describeQuorum } from './describe-quorum.ts'
import { describeShareGroupOffsets } from './describe-share-group-offsets.ts'
import { describeTransactions } from './describe-transactions.ts'
import { endTxn } from './end-txn.ts'
import { fetch } from './fetch.ts'
import { findCoordinator } from './find-coordinator.ts'
import { incrementalAlterConfigs } from './incremental-alter-configs.ts'
import { initProducerId } from './init-producer-id.ts'
import { listGroups } from './list-groups.ts'
import { listOffsets } from './list-offsets.ts'
import { listTransactions } from './list-transactions.ts'
import { metadata } from './metadata.ts'
import { offsetCommit } from './offset-commit.ts'
import { offsetDelete } from './offset-delete.ts'
import { offsetFetch } from './offset-fetch.ts'
import { produce } from './produce.ts'
import { shareGroupDescribe } from './share-group-describe.ts'
import { streamsGroupDescribe } from './streams-group-describe.ts'

/** Messages written by Kafka's own Java classes; golden/README.md says how. */
interface Sample {
  key: number
  kind: 'request' | 'response'
  version: number
  hex: string
  value: Json
}
type Json = Record<string, unknown>

interface Case {
  api: Api<unknown, unknown>
  /** Kafka's fields as this API's request, where they differ. */
  request?: (value: Json, version: number) => unknown
  /** Kafka's fields as this API's response, where they differ. */
  response?: (value: Json, version: number) => unknown
}

/** Samples are of the right shape by their making, so the type of the request is let go. */
function plain(api: Api<never, unknown>): Case {
  return { api: api as Api<unknown, unknown> }
}

const same: Api<never, unknown>[] = [
  alterShareGroupOffsets,
  consumerGroupDescribe,
  createPartitions,
  createTopics,
  deleteGroups,
  deleteRecords,
  deleteShareGroupOffsets,
  describeAcls,
  describeCluster,
  describeConfigs,
  describeGroups,
  describeLogDirs,
  describeProducers,
  describeQuorum,
  describeShareGroupOffsets,
  describeTransactions,
  endTxn,
  fetch,
  incrementalAlterConfigs,
  initProducerId,
  listGroups,
  listOffsets,
  listTransactions,
  metadata,
  offsetCommit,
  offsetDelete,
  produce,
  shareGroupDescribe,
  streamsGroupDescribe,
]

const cases: Case[] = [
  ...same.map(plain),
  {
    ...plain(addPartitionsToTxn),
    request: (value) => renamed(value, 'v3AndBelow', ''),
    response: (value) => renamed(value, 'V3AndBelow', ''),
  },
  {
    ...plain(deleteTopics),
    request: ({ topics, topicNames, timeoutMs }) => ({
      timeoutMs,
      topics: topics ?? (topicNames as string[]).map((name) => ({ name })),
    }),
  },
  {
    ...plain(findCoordinator),
    request: ({ key, keyType, coordinatorKeys }) => ({ keyType, keys: coordinatorKeys ?? [key] }),
    response: ({ throttleTimeMs, coordinators, ...single }) => ({
      throttleTimeMs,
      coordinators: coordinators ?? [single],
    }),
  },
  {
    ...plain(offsetFetch),
    request: ({ groups, requireStable, ...single }) => ({ requireStable, groups: groups ?? [single] }),
    response: ({ groups, topics, errorCode, ...rest }) => ({ ...rest, groups: groups ?? [{ topics, errorCode }] }),
  },
]

function renamed(value: Json, from: string, to: string): Json {
  const rename = (name: string): string => name.replace(from, to).replace(/^[A-Z]/, (letter) => letter.toLowerCase())
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [rename(name), field]))
}

function samples(api: Api<unknown, unknown>): Sample[] {
  const lines = readFileSync(new URL(`./golden/${api.name}.ndjson`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
  const all = lines.map((line) => JSON.parse(line, revive) as Sample)
  // A sample also stands for the versions after it up to the next one, which Kafka encodes in the same way.
  return all.flatMap((sample) => {
    const later = all.filter((other) => other.kind === sample.kind && other.version > sample.version)
    const next = Math.min(...later.map((other) => other.version), api.versions[1] + 1)
    return Array.from({ length: next - sample.version }, (_, i) => ({ ...sample, version: sample.version + i }))
  })
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (value.startsWith('int64:')) return BigInt(value.slice(6))
  if (value.startsWith('bytes:')) return Buffer.from(value.slice(6), 'hex')
  return value
}

/** Kafka writes sixteen zero bytes for "no id". */
function withoutZeroIds(value: unknown): unknown {
  if (value === 'A'.repeat(22)) return null
  if (Array.isArray(value)) return value.map(withoutZeroIds)
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, withoutZeroIds(field)]))
}

function wire({ hex, version }: Sample, api: Api<unknown, unknown>): Buffer {
  return Buffer.from((version >= api.flexibleFrom ? '00' : '') + hex, 'hex')
}

describe.each(cases)('$api.name', ({ api, request, response }) => {
  const all = samples(api)

  test('has its key and samples of its first and last version', () => {
    for (const kind of ['request', 'response']) {
      const versions = all.filter((sample) => sample.kind === kind).map((sample) => sample.version)
      expect([Math.min(...versions), Math.max(...versions)]).toEqual(api.versions)
    }
    expect(new Set(all.map((sample) => sample.key))).toEqual(new Set([api.key]))
  })

  test.each(all.filter((sample) => sample.kind === 'request'))('writes the request v$version $hex', (sample) => {
    const value = request ? request(sample.value, sample.version) : sample.value
    expect(api.encode(value, sample.version).toString('hex')).toBe(wire(sample, api).toString('hex'))
  })

  test.each(all.filter((sample) => sample.kind === 'response'))('reads the response v$version $hex', (sample) => {
    const value = response ? response(sample.value, sample.version) : sample.value
    expect(withoutZeroIds(api.decode(wire(sample, api), sample.version))).toMatchObject(withoutZeroIds(value) as object)
  })

  test('refuses every cut-off response', () => {
    for (const sample of all.filter(({ kind }) => kind === 'response')) {
      const body = wire(sample, api)
      for (let length = 0; length < body.length; length++) {
        expect(() => api.decode(body.subarray(0, length), sample.version)).toThrow(/cannot be read/)
      }
    }
  })

  test('reads a damaged response as something else or refuses it', () => {
    const random = generator(api.key + 1)
    for (const sample of all.filter(({ kind }) => kind === 'response')) {
      for (let round = 0; round < 200; round++) {
        const body = Buffer.from(wire(sample, api))
        for (let i = 0; i <= random() % 3; i++) body[random() % body.length] = random() % 2 ? random() % 256 : 255
        const problem = failure(() => api.decode(body, sample.version))
        if (problem !== undefined) expect(isAppError(problem) && problem.code).toBe('UNDECODABLE')
      }
    }
  })
})

function failure(run: () => unknown): unknown {
  try {
    run()
    return undefined
  } catch (error) {
    return error
  }
}

/** A small repeatable source of whole numbers (mulberry32). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isAppError } from '#lib/errors.ts'
import type { Api } from './api.ts'
import { fetch } from './fetch.ts'
import { findCoordinator } from './find-coordinator.ts'
import { listGroups } from './list-groups.ts'
import { listOffsets } from './list-offsets.ts'
import { metadata } from './metadata.ts'
import { produce } from './produce.ts'

/** Messages written by Kafka's own Java classes; golden/README.md says how. */
interface Sample {
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

function plain<Req, Res>(api: Api<Req, Res>): Case {
  return { api: api as Api<unknown, unknown> }
}

const cases: Case[] = [
  ...[fetch, listGroups, listOffsets, metadata, produce].map((api) => plain(api as Api<unknown, unknown>)),
  {
    ...plain(findCoordinator),
    request: ({ key, keyType, coordinatorKeys }) => ({ keyType, keys: coordinatorKeys ?? [key] }),
    response: ({ throttleTimeMs, coordinators, ...single }) => ({
      throttleTimeMs,
      coordinators: coordinators ?? [single],
    }),
  },
]

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

  test('has samples of its first and last version', () => {
    for (const kind of ['request', 'response']) {
      const versions = all.filter((sample) => sample.kind === kind).map((sample) => sample.version)
      expect([Math.min(...versions), Math.max(...versions)]).toEqual(api.versions)
    }
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

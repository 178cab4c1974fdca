import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { checkSchema as checkContract, registerSchema as registerContract, SchemaCheck } from '#lib/contract/schemas.ts'
import { auditLog } from '#server/audit/audit-log.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { RecordedRegistry } from '#testkit/serde/recorded-registry.ts'
import { checkSchema } from './check-schema.ts'
import { deleteSchemaVersion, deleteSubject } from './delete-schemas.ts'
import { getSubject } from './get-subject.ts'
import { registerSchema } from './register-schema.ts'

let registry: RecordedRegistry
let ctx: ClusterCtx

beforeAll(async () => {
  registry = new RecordedRegistry()
  const base = testContext(inject('bootstrapServers'))
  base.cluster.close()
  ctx = {
    ...base,
    cluster: new KafkaCluster({ ...base.cluster.config, schemaRegistry: { url: await registry.start() } }),
  }
})
afterAll(async () => {
  ctx.cluster.close()
  await registry.stop()
})

const subject = 'drafts-value'
const at = { cluster: 'test', subject }
const avro = (...fields: object[]) => ({
  type: 'AVRO' as const,
  text: JSON.stringify({ type: 'record', name: 'Draft', namespace: 'shop', fields }),
})
const FIRST = avro({ name: 'id', type: 'long' })
const SECOND = avro({ name: 'id', type: 'long' }, { name: 'note', type: ['null', 'string'], default: null })
const BROKEN = avro({ name: 'id', type: 'long' }, { name: 'must', type: 'string' })

const check = async (draft: object) =>
  SchemaCheck.parse(await checkSchema(ctx, { ...at, ...checkContract.body.parse(draft) }))
const register = (draft: object) =>
  registerSchema(ctx, { ...at, ...registerContract.body.parse({ ...draft, reason: 'a test' }) })

test('a schema is checked, registered, followed by one that fits and deleted; what was done is on record', async () => {
  expect(await check(FIRST)).toEqual({ problem: null, compatible: true, messages: [], existing: null })
  expect(await register(FIRST)).toMatchObject({ subject, version: 1 })
  expect(await check(BROKEN)).toMatchObject({ problem: null, compatible: false, existing: null })
  await expect(register(BROKEN)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('Incompatible artifact: drafts-value [AVRO]'),
  })
  expect(await check(SECOND)).toMatchObject({ compatible: true, existing: null })
  expect(await register(SECOND)).toMatchObject({ version: 2 })
  expect(await check(SECOND)).toMatchObject({ existing: { version: 2 } })
  expect(await getSubject(ctx, { subject })).toMatchObject({ versions: [2, 1] })

  const reason = 'the test is over'
  expect(await deleteSchemaVersion(ctx, { ...at, version: '1', permanent: true, reason })).toEqual({ versions: [1] })
  expect(await deleteSubject(ctx, { ...at, permanent: false, reason })).toEqual({ versions: [2] })
  await expect(getSubject(ctx, { subject })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(deleteSchemaVersion(ctx, { ...at, version: 'latest', permanent: false, reason })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  })

  const records = (await auditLog(ctx.cluster).records()).filter(({ target }) => target === subject)
  expect(records.map(({ action, result, details }) => ({ action, result, ...details }))).toEqual([
    { action: 'schema.register', result: 'ok', type: 'AVRO' },
    { action: 'schema.register', result: 'failed', type: 'AVRO' },
    { action: 'schema.register', result: 'ok', type: 'AVRO' },
    { action: 'schema.deleteVersion', result: 'ok', version: '1', permanent: true },
    { action: 'schema.deleteSubject', result: 'ok', permanent: false },
  ])
})

test('what is no schema is said by its place, and not sent to be registered', async () => {
  registry.requests.length = 0
  expect(await check({ type: 'AVRO', text: '{"type":' })).toMatchObject({
    problem: expect.stringMatching(/^It is not JSON/),
  })
  expect(await check({ type: 'AVRO', text: '{"type":"record","name":"X"}' })).toMatchObject({
    problem: expect.stringMatching(/fields/),
  })
  expect(await check({ type: 'PROTOBUF', text: 'message X {' })).toMatchObject({ problem: expect.any(String) })
  const references = [{ name: 'other', subject: 'nope', version: 7 }]
  expect(await check({ ...FIRST, references })).toMatchObject({
    problem: 'It refers to version 7 of nope, which is not in the registry.',
  })
  await expect(register({ type: 'AVRO', text: '{"type":' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  expect(registry.requests.filter((request) => request.endsWith('/versions') && request.startsWith('POST'))).toEqual([])
})

import { expect, it } from 'vitest'
import { ProduceBody } from '#lib/contract/messages.ts'
import { decodeBytes } from '#server/serde/decode.ts'
import { encodeInput } from '#server/serde/encode.ts'
import { draftOf, emptyDraft, toProduceBody } from './produce-draft.ts'

const samples = ['', '{"id":9007199254740993, "a":1.10}', 'plain', '00ff', '000000000000002a', '61ff62'].map(
  (text, index) => Buffer.from(text, index < 3 ? 'utf8' : 'hex'),
)

it.each(samples)('producing again sends the same bytes: %j', (bytes) => {
  const decoded = decodeBytes(bytes)
  const draft = draftOf({
    topic: 't',
    partition: 0,
    offset: '0',
    timestamp: 0,
    timestampType: 'CreateTime',
    key: null,
    value: decoded,
    headers: [
      { name: 'b', value: decoded },
      { name: 'a', value: null },
      { name: 'b', value: decodeBytes(bytes, { format: 'text' }) },
    ],
    sizeBytes: 0,
    compression: 'lz4',
    transactional: false,
  })
  const body = ProduceBody.parse(toProduceBody(draft))
  expect(encodeInput(body.key, 'key')).toBeNull()
  expect(encodeInput(body.value, 'value')).toEqual(bytes)
  expect(body.headers.map(({ name, value }) => [name, encodeInput(value, 'header')])).toEqual([
    ['b', bytes],
    ['a', null],
    ['b', bytes],
  ])
  expect(body).toMatchObject({ compression: 'lz4', count: 1 })
  expect(body.partition).toBeUndefined()
})

it('a chosen partition and a reason are sent', () => {
  expect(toProduceBody({ ...emptyDraft, partition: '3', reason: ' test ' })).toMatchObject({
    partition: 3,
    reason: 'test',
  })
})

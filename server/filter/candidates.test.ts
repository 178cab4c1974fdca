import { expect, test } from 'vitest'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { splitBatches } from '#server/kafka/records/split-batches.ts'
import { type Candidacy, findCandidates } from './candidates.ts'
import { textLiteral } from './literals.ts'

function judged(values: string[], mayHide: ((value: string) => boolean) | null = null): Candidacy[] | null {
  const records = values.map((value) => ({ key: null, value: Buffer.from(value), headers: [], timestamp: 0 }))
  const [batch] = splitBatches(encodeBatch({ records })).batches
  if (!batch) throw new Error('no batch')
  const hide = mayHide && ((record: { value(): Buffer | null }) => mayHide(String(record.value())))
  const candidates = findCandidates(batch.payload(), { literals: textLiteral('needle'), mayHide: hide })
  const answers: Candidacy[] = []
  for (const cursor = batch.cursor(); candidates && cursor.next();) answers.push(candidates.judge(cursor))
  return candidates && answers
}

test('records are judged by the literals that stand in them', () => {
  expect(judged(['hay', 'a needle', 'hay', 'needle needle', 'hay', 'hay'])).toEqual([
    'no',
    'maybe',
    'no',
    'maybe',
    'noMore',
    'noMore',
  ])
  expect(judged(['hay', 'hay'])).toBeNull()
})

test('those that may hide text are asked in any case', () => {
  const hides = (value: string) => value.startsWith('avro')
  expect(judged(['avro', 'needle', 'hay', 'avro'], hides)).toEqual(['maybe', 'maybe', 'no', 'maybe'])
  expect(judged(['hay', 'avro'], hides)).toEqual(['no', 'maybe'])
})

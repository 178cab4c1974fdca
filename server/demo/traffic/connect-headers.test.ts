import { expect, test } from 'vitest'
import { connectHeaders } from './connect-headers.ts'

const origin = { topic: 'shipments', partition: 1, offset: '42' }

test('broken JSON fails in the value converter, a wrong type in the transformation', () => {
  const broken = connectHeaders(origin, '{"id":4,"weight":')
  expect(broken['__connect.errors.stage']).toBe('VALUE_CONVERTER')
  expect(broken['__connect.errors.offset']).toBe('42')
  expect(connectHeaders(origin, '{"weightGrams":"twelve"}')['__connect.errors.stage']).toBe('TRANSFORMATION')
  expect(Object.keys(broken)).toHaveLength(10)
})

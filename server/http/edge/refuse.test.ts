import { expect, test } from 'vitest'
import { endpoints } from '#lib/contract/endpoints.ts'
import { refusalOf } from './refuse.ts'

test.each(endpoints.map(({ method, path }) => [method, path]))('%s %s is let through', (method, path) => {
  expect(refusalOf(method, `/api/v1${path.replaceAll(/\{\w+\}/g, 'x')}`, 'api')).toBeNull()
})

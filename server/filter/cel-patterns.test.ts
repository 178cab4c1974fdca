import { RE2JS } from '@bufbuild/re2'
import { expect, test, vi } from 'vitest'
import { compileFilter } from './compile-filter.ts'

function matchesOf(filter: string): (value: string) => boolean {
  const compiled = compileFilter({ filter })
  const record = { key: null, headers: [], timestamp: 0, offset: 0n, sizeBytes: 0 }
  const place = { topic: 'orders', partition: 0 }
  return (value) => compiled?.matchesRecord({ ...record, value: Buffer.from(value) }, place) ?? false
}

test('a pattern is compiled once for many records', () => {
  using compile = vi.spyOn(RE2JS, 'compile')
  const matches = matchesOf('value.matches("^or+der-[0-9]+$")')
  expect([1, 2, 3, 4].map((n) => matches(`"order-${n}"`))).toEqual([true, true, true, true])
  expect(matches('"order-x"')).toBe(false)
  expect(compile).toHaveBeenCalledTimes(1)
})

test('after some thousand characters it is compiled anew, and of many patterns a few are kept', () => {
  using compile = vi.spyOn(RE2JS, 'compile')
  const matches = matchesOf('value.matches("^(xy)+$")')
  const text = JSON.stringify('xy'.repeat(500))
  for (let record = 0; record < 100; record += 1) expect(matches(text)).toBe(true)
  expect(compile.mock.calls.length).toBeGreaterThan(10)
  expect(compile.mock.calls.length).toBeLessThan(50)
  compile.mockClear()
  const all = Array.from({ length: 20 }, (_, n) => matchesOf(`value.matches("^${n}(ab)+$")`))
  for (const [n, one] of all.entries()) for (let twice = 0; twice < 2; twice += 1) expect(one(`"${n}abab"`)).toBe(true)
  expect(compile).toHaveBeenCalledTimes(20)
  for (const [n, one] of all.entries()) expect(one(`"${n}abab"`)).toBe(true)
  expect(compile).toHaveBeenCalledTimes(40)
})

test('what is no pattern is an error of the record each time', () => {
  const filter = compileFilter({ filter: 'value.matches("(")' })
  const value = Buffer.from('"x"')
  const record = { key: null, value, headers: [], timestamp: 0, offset: 0n, sizeBytes: 0 }
  for (const failed of [1, 2]) {
    expect(filter?.matchesRecord(record, { topic: 'orders', partition: 0 })).toBe(false)
    expect(filter?.failures.records).toBe(failed)
  }
})

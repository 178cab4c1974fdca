import { expect, test } from 'vitest'
import * as names from '#lib/cel/cel-names.ts'
import { VARIABLES } from './cel-check.ts'
import { compileFilter } from './compile-filter.ts'

const record = (name: string, call: string) => `${name}(${call.replace(/, $/, ', true')})`

test('what the page offers is what an expression may use', () => {
  expect(names.CEL_VARIABLES.map(({ name }) => name)).toEqual([...VARIABLES])
  const expressions = [
    ...names.CEL_FUNCTIONS.map(({ name, call }) => record(name, call === '""' ? '"1s"' : 'value.a')),
    ...names.CEL_METHODS.map(({ name, call = '' }) => `value.${record(name, call)}`),
    ...names.CEL_LOOPS.map(({ name, call = '' }) => `value.${record(name, call)}`),
    ...names.CEL_TIME_METHODS.map(({ name, call = '' }) => `timestamp.${record(name, call)}`),
    ...names.CEL_WORDS.map(({ name }) => `value == ${name}`),
  ]
  for (const filter of expressions) expect(() => compileFilter({ filter, caseSensitive: true }), filter).not.toThrow()
  expect(() => compileFilter({ filter: 'value.nope()', caseSensitive: true })).toThrow(/no function nope/)
})

import { expect, test } from 'vitest'
import { jsonChanges, shortJson } from './json-changes.ts'
import { type JsonNode, parseJsonTree } from './json-tree.ts'

function tree(text: string): JsonNode {
  const node = parseJsonTree(text)
  if (!node) throw new Error(`no JSON: ${text}`)
  return node
}

const changes = (before: string, after: string) =>
  jsonChanges(tree(before), tree(after)).changes.map(({ path, kind, before: from, after: to }) =>
    [path, kind, from, to].join(' '),
  )

test('fields that were added, removed or changed, by their path', () => {
  expect(changes('{"a":1,"b":{"c":"x"},"d":true}', '{"d":true,"b":{"c":"y","e":null},"f":[]}')).toEqual([
    'a removed 1 ',
    'b.c changed "x" "y"',
    'b.e added  null',
    'f added  []',
  ])
  expect(changes('{"a":[1,2,{"x":1}]}', '{"a":[1,2,{"x":2}]}')).toEqual(['a[2].x changed 1 2'])
})

test('the order of fields is no change, and no digit is lost', () => {
  expect(changes('{"a":1,"b":2}', '{"b":2,"a":1}')).toEqual([])
  expect(changes('{"a":9007199254740993}', '{"a":9007199254740992}')).toEqual([
    'a changed 9007199254740993 9007199254740992',
  ])
  expect(changes('{"a":1.0}', '{"a":1}')).toEqual(['a changed 1.0 1'])
})

test('an item put in or taken out in between is one change', () => {
  expect(changes('[1,2,3]', '[1,9,2,3]')).toEqual(['[1] added  9'])
  expect(changes('[1,2,3,4]', '[1,3,4]')).toEqual(['[1] removed 2 '])
  expect(changes('[]', '[1]')).toEqual(['[0] added  1'])
  expect(changes('[1,2]', '[3,4]')).toEqual(['[0] changed 1 3', '[1] changed 2 4'])
})

test('another kind of value is a change of the whole', () => {
  expect(changes('{"a":1}', '[1]')).toEqual([' changed { "a": 1 } [1]'])
  expect(changes('{"a":"1"}', '{"a":1}')).toEqual(['a changed "1" 1'])
})

test('more changes than the limit are counted, long values cut', () => {
  const wide = (value: number) => `{${Array.from({ length: 30 }, (_, index) => `"k${index}":${value}`).join(',')}}`
  expect(jsonChanges(tree(wide(1)), tree(wide(2)), 10)).toMatchObject({ more: 20, changes: { length: 10 } })
  expect(shortJson(tree(`"${'x'.repeat(1_000)}"`)).length).toBe(241)
  expect(shortJson(tree('{}'))).toBe('{}')
})

import { describe, expect, it } from 'vitest'
import { parsePath, pathsIn, pathText, readPath } from './json-path.ts'

const ORDER =
  '{"id":9007199254740993,"a\\"b":1, "customer": {"name":"Zo\\u00eb \\\\","tags":["x","y"]},"price":1.10,"none":null,"0":"zero"}'

const at = (text: string, path: string) => readPath(text, parsePath(path) ?? [])

describe('a path', () => {
  it.each([
    ['customer.name', ['customer', 'name']],
    ['$.items[2].sku', ['items', 2, 'sku']],
    ['$["a b"].c', ['a b', 'c']],
    ['[0]', [0]],
  ])('%s is read', (text, steps) => expect(parsePath(text)).toEqual(steps))

  it.each(['', '$', 'a[', 'a]b', 'a..b', '["x'])('%j is none', (text) => expect(parsePath(text)).toBeNull())

  it('is written as it is read', () => {
    for (const path of [['a', 'b'], ['items', 0, 'x y'], ['0', 'q"'], ['a.b']])
      expect(parsePath(pathText(path))).toEqual(path)
  })
})

describe('the value at a path', () => {
  it.each([
    ['id', 'number', '9007199254740993'],
    ['price', 'number', '1.10'],
    ['customer.name', 'string', 'Zoë \\'],
    ['customer.tags[1]', 'string', 'y'],
    ['["a\\"b"]', 'number', '1'],
    ['none', 'word', 'null'],
    ['customer.tags', 'array', '["x","y"]'],
    ['["0"]', 'string', 'zero'],
  ])('%s', (path, type, text) => expect(at(ORDER, path)).toEqual({ kind: 'found', type, text }))

  it('is absent, or not known where the text is cut off', () => {
    expect(at(ORDER, 'customer.age')).toEqual({ kind: 'absent' })
    expect(at(ORDER, 'id.x')).toEqual({ kind: 'absent' })
    expect(at('[1]', '[1]')).toEqual({ kind: 'absent' })
  })

  it('of a text cut off anywhere is the same, or not known', () => {
    const paths = ['id', 'price', 'customer.name', 'customer.tags[1]', 'none', 'missing']
    for (let length = 0; length < ORDER.length; length += 1) {
      for (const path of paths) {
        const value = at(ORDER.slice(0, length), path)
        if (length > 0 && value.kind !== 'cut') expect(value, `${path} of ${length}`).toEqual(at(ORDER, path))
      }
    }
  })
})

it('lists the paths of the values', () => {
  expect(pathsIn(ORDER)).toEqual(['id', '["a\\"b"]', 'customer.name', 'customer.tags', 'price', 'none', '["0"]'])
  expect(pathsIn('{"a":{"b":1},"c":')).toEqual(['a.b'])
  expect(pathsIn('"text"')).toEqual([])
})

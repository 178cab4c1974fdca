import { describe, expect, it } from 'vitest'
import { countNodes, jsonLines } from './json-lines.ts'
import { type JsonNode, parseJsonTree } from './json-tree.ts'

/** Prints a tree compactly, to compare with what went in. */
function print(node: JsonNode): string {
  if (node.kind === 'object')
    return `{${node.entries.map(({ key, value }) => `${JSON.stringify(key)}:${print(value)}`).join(',')}}`
  if (node.kind === 'array') return `[${node.items.map(print).join(',')}]`
  return node.kind === 'string' ? JSON.stringify(node.text) : node.text
}

describe('parseJsonTree', () => {
  it.each([
    '{"id":9007199254740993,"price":1.10,"tiny":1e-400,"big":123456789012345678901234567890}',
    '{"a":1,"a":2,"1":3,"0":4}',
    '[[],{},"",0,-0.50,true,false,null]',
    '"text"',
    '{"q":"a\\"b\\\\","line":"one\\ntwo"}',
  ])('keeps every character of %s', (text) => {
    const tree = parseJsonTree(text)
    expect(tree && print(tree)).toBe(text)
  })

  it('passes over white space and resolves escapes', () => {
    expect(parseJsonTree(' { "\\u00e9" : [ 1 , 2 ] }\n')).toEqual({
      kind: 'object',
      entries: [
        {
          key: 'é',
          value: {
            kind: 'array',
            items: [
              { kind: 'number', text: '1' },
              { kind: 'number', text: '2' },
            ],
          },
        },
      ],
    })
  })

  it.each([
    '',
    '{',
    '{"a"}',
    '{"a":1,}',
    '[1 2]',
    '01',
    '[1,]',
    'nul',
    '"a',
    '{"a":1} x',
    "{'a':1}",
    '"\u0001"',
    '}',
    ',',
  ])('refuses %j', (text) => {
    expect(parseJsonTree(text)).toBeNull()
  })

  it('gives up on endless nesting instead of the stack', () => {
    expect(parseJsonTree('['.repeat(100_000))).toBeNull()
  })
})

describe('jsonLines', () => {
  const tree = parseJsonTree('{"a":{"b":[1,2]},"c":{},"d":null}')
  const shown = (folded: readonly string[]) =>
    tree &&
    jsonLines(tree, (path) => folded.includes(path)).map(
      (line) => `${'.'.repeat(line.depth)}${line.key ?? ''}:${line.shape}${line.comma ? ',' : ''}`,
    )

  it('opens branches, and closes them', () => {
    expect(shown([])).toEqual([
      ':open',
      '.a:open',
      '..b:open',
      '...:leaf,',
      '...:leaf',
      '..:close',
      '.:close,',
      '.c:folded,',
      '.d:leaf',
      ':close',
    ])
  })

  it('leaves out what is folded', () => {
    expect(shown(['/0'])).toEqual([':open', '.a:folded,', '.c:folded,', '.d:leaf', ':close'])
  })

  it('counts up to a limit', () => {
    expect(tree && countNodes(tree, 100)).toBe(7)
    expect(tree && countNodes(tree, 3)).toBe(3)
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type JsonNode, parseJsonTree } from '#lib/json/json-tree.ts'
import { Serde } from '../serde.ts'

interface Golden {
  topic: string
  name: string
  version: number
  key: string
  value: string
}

const lines = readFileSync(join(import.meta.dirname, 'golden/internal.ndjson'), 'utf8')
  .trim()
  .split('\n')
const serde = new Serde({ registry: null, protobuf: null })

/** A tree of JSON without the order of its entries, every digit kept; `without` is what only one of both sides says. */
function tree(node: JsonNode | null | undefined, without: string[] = []): unknown {
  if (!node) throw new Error('no JSON')
  if (node.kind === 'array') return node.items.map((item) => tree(item))
  if (node.kind !== 'object') return `${node.kind} ${node.text}`
  return Object.fromEntries(
    node.entries
      .filter(({ key }) => !without.includes(key))
      .map(({ key, value }) => [key, tree(value)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
}

function entry(root: JsonNode | null, key: string): JsonNode | undefined {
  return root?.kind === 'object' ? root.entries.find((one) => one.key === key)?.value : undefined
}

test.each(lines.map((line) => [line, JSON.parse(line) as Golden] as const))(
  'reads what Kafka writes: %#',
  (line, golden) => {
    const { topic, version } = golden
    const [key, value] = [golden.key, golden.value].map((hex) => Buffer.from(hex, 'hex'))
    if (!key || !value) throw new Error('no bytes')
    const expected = parseJsonTree(line)
    const decodedKey = serde.decode(key, { topic, side: 'key', headers: [] })
    expect(decodedKey).toMatchObject({ format: 'kafka', base64: key.toString('base64') })
    expect(tree(parseJsonTree(decodedKey.text), ['type'])).toEqual(tree(entry(expected, 'keyJson')))
    const decodedValue = serde.decode(value, { topic, side: 'value', headers: [], key })
    expect(decodedValue.error).toBeUndefined()
    expect(decodedValue.text).toContain(`"version":${version}`)
    // The JSON of one record has a version of its own, which follows that of the encoding.
    expect(
      tree(parseJsonTree(decodedValue.text.replace(`"version":${version}`, '"encoding":0')), ['encoding']),
    ).toEqual(tree(entry(expected, 'valueJson')))
  },
)

test('what is not known is said', () => {
  const decode = (hex: string, key: string) =>
    serde.decode(Buffer.from(hex, 'hex'), {
      topic: '__consumer_offsets',
      side: 'value',
      headers: [],
      key: Buffer.from(key, 'hex'),
    })
  expect(decode('0009', '00010000').error).toContain('version 9 of offsetCommit is not known here')
  expect(decode('0000', '00630000').error).toContain('records of the type 99 are not known here')
  expect(decode('', '0001').error).toContain('2 bytes are announced')
})

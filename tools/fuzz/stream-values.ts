import type { Seeded } from './seed.ts'

interface StreamValues {
  path: Record<string, string[]>
  query: Record<string, string[]>
  /** Without them most routes refuse everything. */
  needed: ReadonlySet<string>
  cursors: string[]
}

const ODD = ['', 'x', '-1', '1e999', 'null', '{}', '\u0000', '\ud83d\ude00'.repeat(200), '%', '../..']
const NUMBERS = ['0', '1', '7', '50', '1000', '-1', '1.5', '99999999999999999999', 'x']
const FORMATS = ['json', 'text', 'hex', 'base64', 'avro', 'protobuf', 'uuid', 'x']

/** Values to ask streams with, those that fit beside those that hardly do. @param tokens what earlier answers gave */
export function valuesOf({ topics, groups, replays }: Seeded, tokens: readonly string[]): StreamValues {
  const cursors = [...tokens, ...tokens.map((token) => token.slice(0, -3)), 'AAAA', '!', 'x'.repeat(5_000), ...ODD]
  return {
    needed: new Set(['topics', 'text']),
    cursors,
    path: {
      cluster: ['kafka', 'kafka', 'kafka', 'kafka', 'kafka', 'none'],
      topic: [...topics, 'missing', '__consumer_offsets', '~Lg'],
      replay: [...Object.values(replays), 'r-0000000000'],
    },
    query: {
      topics: [...topics, 'fuzz-*', '*', 'missing', '__consumer_offsets', ''],
      text: ['v', 'id', '"id":1', 'k-1', ...ODD],
      key: ['k-1', 'k-19', ...ODD],
      header: ['__connect.errors.topic:fuzz-orders', 'a:b', 'a', ':', ...ODD],
      filter: ['value.id > 5', 'partition == 0', 'value.', 'true', 'value.note.matches("(a+)+$")', '1', '"x"', ...ODD],
      caseSensitive: ['true', 'false', 'x'],
      from: ['newest', 'oldest', 'offset', 'time', 'group', 'latest', ...cursors],
      group: [...groups, 'missing', ''],
      offset: NUMBERS,
      timestamp: ['0', '1700000000000', '-1', '8640000000000001', 'x'],
      to: NUMBERS,
      order: ['newest', 'oldest', 'x'],
      isolation: ['committed', 'uncommitted', 'x'],
      partition: NUMBERS,
      partitioner: ['auto', 'murmur2', 'crc32', 'x'],
      keyFormat: FORMATS,
      valueFormat: FORMATS,
      limit: NUMBERS,
      maxRecords: NUMBERS,
      maxBytes: NUMBERS,
      maxSeconds: ['0.1', '1', ...NUMBERS],
      continue: cursors,
      id: ['key', 'header:a', 'value:$.id', 'value:$.', 'value:$..x[', ...ODD],
      last: NUMBERS,
      follow: ['false', 'false', 'true', 'x'],
      sample: ['1', '10', 'auto', '0', 'x'],
      maxPerSecond: NUMBERS,
      sorted: ['true', 'false', 'x'],
      unknown: ['x'],
    },
  }
}

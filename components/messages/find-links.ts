import type { Decoded, Header, Message } from '#lib/contract/messages.ts'
import { pagePaths } from '#lib/page-paths.ts'

interface TopicAt {
  cluster: string
  topic: string
}

/** Formats whose text says which bytes they are. */
const ENCODED: ReadonlySet<Decoded['format']> = new Set([
  'hex',
  'uuid',
  'int8',
  'int16',
  'int32',
  'int64',
  'float',
  'double',
])

/** Longer texts are no good as an address. */
const MAX_TEXT = 1000

/** The page with all records of the same key; null where the key cannot be asked for. */
export function sameKeyLink(at: TopicAt, { key, partition, offset }: Message): string | null {
  if (key === null || key.truncated || key.sizeBytes === 0 || key.text.length > MAX_TEXT) return null
  const plain = key.format === 'text' || key.format === 'json'
  if (!plain && !ENCODED.has(key.format)) return null
  return searchLink(at, {
    key: key.text,
    ...(plain ? {} : { keyFormat: key.format }),
    record: `${partition}/${offset}`,
  })
}

/** The page with all records that have the same header; null where its value is not text. */
export function sameHeaderLink(at: TopicAt, { name, value }: Header): string | null {
  if (value === null || !isText(value) || value.truncated || value.text.length > MAX_TEXT) return null
  return searchLink(at, { header: `${name}:${value.text}` })
}

function isText({ format, sizeBytes }: Decoded): boolean {
  return sizeBytes > 0 && (format === 'text' || format === 'json')
}

function searchLink({ cluster, topic }: TopicAt, query: Record<string, string>): string {
  return `${pagePaths.topic(cluster, topic)}/messages?${String(new URLSearchParams(query))}`
}

import type { RecordHeader } from '#server/kafka/records/record.ts'
import { REPLAY_HEADER } from '#server/dead-letters/decode-failure.ts'
import { familiesOf } from '#server/dead-letters/families/registry.ts'
import type { HeaderView } from '#server/dead-letters/header-view.ts'

/** Where a replayed record comes from, as it is told in its headers. */
export interface Provenance {
  /** Stable over retries: job, source partition, source offset. */
  id: string
  /** `topic/partition/offset` of the dead letter. */
  source: string
  /** How often it has been replayed, this time included. */
  count: number
  by: string
  /** Milliseconds since the epoch. */
  at: number
}

const OWN = new Set<string>(Object.values(REPLAY_HEADER))

/**
 * The headers of a replayed record: the error headers of the families it bears are gone (unless `keep`), everything else is as it was in
 * order, duplicates, bytes and nulls, and the provenance of this replay comes last, in place of an earlier one's. `view` is that of `headers`.
 */
export function rewriteHeaders(
  headers: readonly RecordHeader[],
  view: HeaderView,
  { policy, provenance }: { policy: 'strip' | 'keep'; provenance: Provenance },
): RecordHeader[] {
  const families = policy === 'strip' ? familiesOf(view) : []
  const kept = headers.filter((_, index) => {
    const name = view.names[index] ?? ''
    return !OWN.has(name) && !families.some((family) => family.isErrorHeader(name))
  })
  return [
    ...kept,
    own('id', provenance.id),
    own('source', provenance.source),
    own('count', String(provenance.count)),
    own('by', provenance.by),
    own('at', new Date(provenance.at).toISOString()),
  ]
}

type Own = keyof typeof REPLAY_HEADER
const NAMES = Object.fromEntries(
  Object.entries(REPLAY_HEADER).map(([key, name]) => [key, Buffer.from(name)]),
) as Record<Own, Buffer>

function own(key: Own, value: string): RecordHeader {
  return { name: NAMES[key], value: Buffer.from(value) }
}

import { type Chance, NOTES, type PlainRecord } from './random-topic.ts'

interface Asked {
  query: Record<string, unknown>
  /** The same, as a plain loop over decoded records would decide. */
  wanted: (record: PlainRecord) => boolean
}

const has = (bytes: Buffer | null, text: string) => bytes !== null && bytes.includes(text)
const hasText = ({ key, value, json, headers }: PlainRecord, text: string, fold: (text: string) => string) => {
  const inBytes = (bytes: Buffer | null) => bytes !== null && fold(bytes.toString('utf8')).includes(fold(text))
  return (
    inBytes(key) ||
    inBytes(value) ||
    headers.some((header) => inBytes(header.name) || inBytes(header.value)) ||
    (json !== null && [json.id, json.note].some((part) => part !== undefined && fold(part).includes(fold(text))))
  )
}

/** A filter, and what a plain loop would make of it. */
export function randomFilter(chance: Chance): Asked {
  const note = chance.pick(NOTES)
  const id = `id-${chance.below(30)}`
  const quoted = JSON.stringify(note)
  return chance.pick<Asked>([
    { query: { text: note }, wanted: (record) => hasText(record, note, (text) => text) },
    {
      query: { text: note.toUpperCase(), caseSensitive: false },
      wanted: (record) => hasText(record, note.toUpperCase(), (text) => text.toLowerCase()),
    },
    { query: { text: id }, wanted: (record) => hasText(record, id, (text) => text) },
    { query: { key: 'key-3' }, wanted: ({ key }) => key?.toString() === 'key-3' },
    {
      query: { header: 'source:xyzzy' },
      wanted: ({ headers }) => headers.some(({ name, value }) => has(name, 'source') && has(value, 'xyzzy')),
    },
    { query: { filter: `value.note == ${quoted}` }, wanted: ({ json }) => json?.note === note },
    {
      query: { filter: `value.note.contains(${quoted}) && value.n < 50` },
      wanted: ({ json }) => json?.note === note && (json.n ?? 0) < 50,
    },
    {
      query: { filter: `value.id == "${id}" || value.note == ${quoted}` },
      wanted: ({ json }) => json?.id === id || json?.note === note,
    },
    {
      query: { filter: `value.id in ["${id}", "id-1"]` },
      wanted: ({ json }) => json?.id === id || json?.id === 'id-1',
    },
    { query: { filter: 'value.n >= 90' }, wanted: ({ json }) => json !== null && (json.n ?? 0) >= 90 },
    { query: { filter: `!(value.id == "${id}")` }, wanted: ({ json }) => json !== null && json.id !== id },
    { query: { filter: 'offset % 3 == 0' }, wanted: ({ offset }) => offset % 3 === 0 },
    { query: {}, wanted: () => true },
  ])
}

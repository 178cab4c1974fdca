import { parseCsv } from '#lib/format/csv.ts'

export interface FileOffset {
  topic: string
  partition: number
  offset: string
}

/** What a preview takes at most. */
const MAX_ROWS = 20_000

/**
 * The offsets of a file: this console's own (topic, partition, offset under headings, in any order and among others), or what Kafka's
 * kafka-consumer-groups.sh exports and takes: topic, partition, offset, or these after the group, without headings.
 * @throws Error in words for the one who chose the file, naming the line
 */
export function readOffsetsFile(text: string, group: string): FileOffset[] {
  const rows = parseCsv(text)
  const [first] = rows
  if (!first) throw new Error('The file is empty.')
  const headings = first.map((cell) => cell.toLowerCase())
  const named = headings.includes('topic') && headings.includes('partition') && headings.includes('offset')
  const [topicAt, partitionAt, offsetAt] = named
    ? [headings.indexOf('topic'), headings.indexOf('partition'), headings.indexOf('offset')]
    : first.length === 4
      ? [1, 2, 3]
      : [0, 1, 2]
  const records = rows.slice(named ? 1 : 0)
  if (records.length > MAX_ROWS)
    throw new Error(`The file has ${records.length} rows; ${MAX_ROWS} can be changed at once.`)
  const seen = new Set<string>()
  return records.map((cells, index) => {
    const line = `Row ${index + 1 + (named ? 1 : 0)}`
    const [topic = '', partition = '', offset = ''] = [cells[topicAt], cells[partitionAt], cells[offsetAt]]
    if (topic === '' || !/^\d{1,9}$/.test(partition) || !/^\d{1,19}$/.test(offset))
      throw new Error(
        `${line}: a topic, a partition and an offset are expected, and it says “${cells.join(',').slice(0, 100)}”.`,
      )
    if (!named && cells.length === 4 && cells[0] !== group)
      throw new Error(`${line} is of the group ${cells[0]}, and this is ${group}.`)
    const key = `${topic}/${partition}`
    if (seen.has(key)) throw new Error(`${line}: ${key} was given before.`)
    seen.add(key)
    return { topic, partition: Number(partition), offset }
  })
}

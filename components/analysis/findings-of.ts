import type { Analysis } from '#lib/contract/analysis.ts'
import { FORMAT_LABEL } from '#lib/format/record-formats.ts'
import { formatBytes, formatCount, plural } from '#lib/format/numbers.ts'
import { percent } from './percent.ts'

/** Something about the slice that is worth knowing, in a sentence. */
export interface AnalysisFinding {
  id: string
  tone: 'warn' | 'info'
  title: string
  text: string
}

/** Under so many records nothing is said about how they are spread. */
const ENOUGH = 100

/** What stands out in the figures, what may need somebody first. */
export function findingsOf(analysis: Analysis): AnalysisFinding[] {
  return [
    repeats(analysis),
    skew(analysis),
    dominantKey(analysis),
    emptyPartitions(analysis),
    mixedFormats(analysis),
    hugeValues(analysis),
    tinyBatches(analysis),
    tombstones(analysis),
    keyless(analysis),
    strayTimes(analysis),
  ]
    .filter((finding) => finding !== null)
    .toSorted((a, b) => Number(a.tone === 'info') - Number(b.tone === 'info'))
}

function repeats({ duplicates }: Analysis): AnalysisFinding | null {
  if (!duplicates || duplicates.repeats === 0) return null
  return {
    id: 'duplicates',
    tone: 'warn',
    title: 'Repeated ids',
    text: `${plural(duplicates.repeats, 'record')} of ${formatCount(duplicates.checked)} repeat an id that an earlier record bears.`,
  }
}

function skew({ partitions, records }: Analysis): AnalysisFinding | null {
  const even = records / partitions.length
  const hottest = partitions.reduce((most, one) => (one.records > most.records ? one : most), {
    partition: 0,
    records: 0,
  })
  if (records < ENOUGH || partitions.length < 2 || hottest.records < even * 1.5) return null
  return {
    id: 'skew',
    tone: 'warn',
    title: 'Hot partition',
    text: `Partition ${hottest.partition} holds ${percent(hottest.records, records)} of the records, ${(hottest.records / even).toFixed(1)} times an even share: its consumer has that much more to do.`,
  }
}

function dominantKey({ topKeys, keys, records }: Analysis): AnalysisFinding | null {
  const [top] = topKeys.items
  if (!top || records < ENOUGH || topKeys.distinct < 2 || top.count < keys.count * 0.1) return null
  const name = top.key.hex ? `0x${top.key.text}` : `“${top.key.text}”`
  return {
    id: 'key',
    tone: top.count > keys.count * 0.25 ? 'warn' : 'info',
    title: 'Dominant key',
    text: `${percent(top.count, keys.count)} of the records with a key bear ${name}; all of them go to one partition.`,
  }
}

function emptyPartitions({ partitions, records }: Analysis): AnalysisFinding | null {
  const empty = partitions.filter((one) => one.records === 0)
  if (empty.length === 0 || partitions.length < 2 || records < ENOUGH) return null
  const which = empty.slice(0, 5).map(({ partition }) => partition)
  const more = empty.length > which.length ? ` and ${empty.length - which.length} more` : ''
  return {
    id: 'empty',
    tone: 'info',
    title: 'Unused partitions',
    text: `${plural(empty.length, 'partition')} of ${partitions.length} got no record in this slice: ${which.join(', ')}${more}.`,
  }
}

function mixedFormats({ formats }: Analysis): AnalysisFinding | null {
  const [main, ...others] = formats.values.filter(({ format }) => format !== 'empty')
  if (!main || others.length === 0) return null
  const odd = others.reduce((sum, { count }) => sum + count, 0)
  const names = others.map(({ format }) => FORMAT_LABEL[format]).join(', ')
  return {
    id: 'formats',
    tone: odd < main.count * 0.2 ? 'warn' : 'info',
    title: 'Mixed formats',
    text: `${percent(odd, odd + main.count)} of the sampled values are not ${FORMAT_LABEL[main.format]} but ${names}: a reader that expects one format fails on them.`,
  }
}

function hugeValues({ values }: Analysis): AnalysisFinding | null {
  if (values.max < 500_000 || values.max < values.p50 * 50) return null
  return {
    id: 'large',
    tone: 'info',
    title: 'Very large values',
    text: `The largest value has ${formatBytes(values.max)}, half of all have at most ${formatBytes(values.p50)}.`,
  }
}

function tinyBatches({ batches }: Analysis): AnalysisFinding | null {
  const [count, records] = [sum(batches, 'batches'), sum(batches, 'records')]
  if (count < ENOUGH || records / count > 1.5) return null
  return {
    id: 'batches',
    tone: 'info',
    title: 'Small batches',
    text: `A batch holds ${(records / count).toFixed(1)} records on average. A linger.ms of some milliseconds at the producer would spare the brokers most requests, and compression would gain.`,
  }
}

function tombstones({ values, records }: Analysis): AnalysisFinding | null {
  if (values.nulls === 0) return null
  return {
    id: 'tombstones',
    tone: 'info',
    title: 'Tombstones',
    text: `${percent(values.nulls, records)} of the values are null. On a compacted topic they delete their key.`,
  }
}

function keyless({ keys, records }: Analysis): AnalysisFinding | null {
  if (keys.nulls === 0) return null
  const all = keys.nulls === records
  return {
    id: 'keyless',
    tone: 'info',
    title: 'Records without a key',
    text: `${all ? 'All' : percent(keys.nulls, records)} records${all ? '' : ' in this slice'} have no key: they are spread over the partitions, and nothing keeps their order.`,
  }
}

function strayTimes({ rate }: Analysis): AnalysisFinding | null {
  if (rate.earlier + rate.later === 0) return null
  return {
    id: 'times',
    tone: 'info',
    title: 'Stray times',
    text: `${plural(rate.earlier + rate.later, 'record')} bear a time far off the others and are left out of the chart: ${formatCount(rate.earlier)} earlier, ${formatCount(rate.later)} later.`,
  }
}

function sum<Name extends string>(items: readonly Record<Name, number>[], name: Name): number {
  return items.reduce((total, item) => total + item[name], 0)
}

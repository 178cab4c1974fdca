import type { HeaderMapping } from '#server/config/dead-letters-schema.ts'
import { singleton } from '#server/singleton.ts'
import { type Family, NOTHING_KNOWN, originOf } from '../family.ts'
import { decimal, decimalInt, type HeaderView, millis, text } from '../header-view.ts'

const configured = () => singleton('dead-letters.custom-families', (): { families: Family[] } => ({ families: [] }))

/** The conventions of the configuration. */
export function customFamilies(): readonly Family[] {
  return configured().families
}

/** Makes the header mappings of the configuration known; once, before the first dead letter is looked at. */
export function configureFamilies(mappings: readonly HeaderMapping[]): void {
  configured().families = mappings.map(customFamily)
}

/** A convention of one's own: text in headers whose names the configuration tells. What it does not name stays unknown. */
export function customFamily(mapping: HeaderMapping): Family {
  const { name, marks, strip, writtenAtFailure, ...fields } = mapping
  const markNames = new Set(marks)
  const named = new Set([...marks, ...Object.values(fields), ...strip.filter((one) => !one.endsWith('*'))])
  const prefixes = strip.filter((one) => one.endsWith('*')).map((one) => one.slice(0, -1))
  const read = (headers: HeaderView, field: keyof typeof fields) => {
    const header = fields[field]
    return header === undefined ? null : headers.last(header)
  }
  return {
    id: 'custom',
    label: name,
    marks: (header) => markNames.has(header),
    isErrorHeader: (header) => named.has(header) || prefixes.some((prefix) => header.startsWith(prefix)),
    decode: (headers) => ({
      ...NOTHING_KNOWN,
      origin: originOf(text(read(headers, 'topic')), {
        partition: decimalInt(read(headers, 'partition')),
        offset: decimal(read(headers, 'offset')),
        timestamp: millis(decimal(read(headers, 'timestamp'))),
      }),
      group: text(read(headers, 'group')),
      component: text(read(headers, 'component')) ?? name,
      stage: text(read(headers, 'stage')),
      exceptionClass: text(read(headers, 'exceptionClass')),
      exceptionMessage: text(read(headers, 'message')),
      stackTrace: text(read(headers, 'stackTrace')),
      attempts: decimalInt(read(headers, 'attempts')),
      writtenAtFailure,
    }),
  }
}

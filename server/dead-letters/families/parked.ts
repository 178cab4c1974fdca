import { type Family, NOTHING_KNOWN, originOf } from '../family.ts'
import { decimal, decimalInt, millis, text } from '../header-view.ts'

/** What parking a record writes behind its headers; all of it is text. */
export const PARK_HEADER = {
  topic: 'tailrace-parked-topic',
  partition: 'tailrace-parked-partition',
  offset: 'tailrace-parked-offset',
  timestamp: 'tailrace-parked-timestamp',
  group: 'tailrace-parked-group',
  by: 'tailrace-parked-by',
  reason: 'tailrace-parked-reason',
} as const

const NAMES = new Set<string>(Object.values(PARK_HEADER))

/** Records that somebody moved out of a group's way by hand, with this console. Parked twice, the last parking counts. */
export const parked: Family = {
  id: 'parked',
  label: 'Tailrace (parked by hand)',
  marks: (name) => name === PARK_HEADER.topic,
  isErrorHeader: (name) => NAMES.has(name),
  decode: (headers) => ({
    ...NOTHING_KNOWN,
    origin: originOf(text(headers.last(PARK_HEADER.topic)), {
      partition: decimalInt(headers.last(PARK_HEADER.partition)),
      offset: decimal(headers.last(PARK_HEADER.offset)),
      timestamp: millis(decimal(headers.last(PARK_HEADER.timestamp))),
    }),
    group: text(headers.last(PARK_HEADER.group)),
    exceptionMessage: text(headers.last(PARK_HEADER.reason)),
    writtenAtFailure: true,
  }),
}

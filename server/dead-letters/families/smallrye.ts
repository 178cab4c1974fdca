import { type Family, NOTHING_KNOWN, type Origin, originOf } from '../family.ts'
import { decimal, decimalInt, type HeaderView, millis, text } from '../header-view.ts'

const DEAD_LETTER = ['reason', 'cause', 'exception-class-name', 'cause-class-name', 'topic', 'partition', 'offset']
const DELAYED_RETRY = [
  'count',
  'original-timestamp',
  'first-processing-timestamp',
  'exception-class-name',
  'reason',
  'cause',
  'topic',
  'offset',
  'partition',
]
const NAMES = new Set([
  ...DEAD_LETTER.map((name) => `dead-letter-${name}`),
  ...DELAYED_RETRY.map((name) => `delayed-retry-${name}`),
])
const MARKS = new Set(['dead-letter-reason', 'dead-letter-topic', 'delayed-retry-topic'])

/**
 * SmallRye Reactive Messaging (Quarkus): text throughout. Its own headers are written before the record's are copied behind them, so of
 * duplicates the first is the newest.
 */
export const smallrye: Family = {
  id: 'smallrye',
  label: 'SmallRye (Quarkus)',
  marks: (name) => MARKS.has(name),
  isErrorHeader: (name) => NAMES.has(name),
  decode: (headers) => {
    const retried = origin(headers, 'delayed-retry')
    const failed = origin(headers, 'dead-letter')
    const first = (name: string) =>
      text(headers.first(`dead-letter-${name}`)) ?? text(headers.first(`delayed-retry-${name}`))
    return {
      ...NOTHING_KNOWN,
      origin: retried ?? failed,
      lastHop: retried && failed && failed.topic !== retried.topic ? failed : null,
      exceptionClass: first('cause-class-name') ?? first('exception-class-name'),
      exceptionMessage: first('reason'),
      stackTrace: null,
      attempts: decimalInt(headers.first('delayed-retry-count')),
    }
  },
}

function origin(headers: HeaderView, prefix: string): Origin | null {
  return originOf(text(headers.first(`${prefix}-topic`)), {
    partition: decimalInt(headers.first(`${prefix}-partition`)),
    offset: decimal(headers.first(`${prefix}-offset`)),
    timestamp: millis(decimal(headers.first(`${prefix}-original-timestamp`))),
  })
}

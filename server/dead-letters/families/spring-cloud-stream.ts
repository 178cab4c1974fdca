import { type Family, NOTHING_KNOWN, originOf } from '../family.ts'
import { decimalInt, int32, int64, millis, text } from '../header-view.ts'

const NAMES = new Set([
  'x-original-topic',
  'x-original-partition',
  'x-original-offset',
  'x-original-timestamp',
  'x-original-timestamp-type',
  'x-exception-fqcn',
  'x-exception-message',
  'x-exception-stacktrace',
  // Counted by the re-routing that its documentation shows; kept, it would send a replayed record to the parking lot at once.
  'x-retries',
])

/** Spring Cloud Stream's Kafka binder with `enableDlq`: numbers big endian, the rest UTF-8. */
export const springCloudStream: Family = {
  id: 'spring-cloud-stream',
  label: 'Spring Cloud Stream',
  marks: (name) => name === 'x-original-topic' || name === 'x-exception-fqcn',
  isErrorHeader: (name) => NAMES.has(name),
  decode: (headers) => ({
    ...NOTHING_KNOWN,
    origin: originOf(text(headers.first('x-original-topic')), {
      partition: int32(headers.first('x-original-partition')),
      offset: int64(headers.first('x-original-offset')),
      timestamp: millis(int64(headers.first('x-original-timestamp'))),
    }),
    exceptionClass: text(headers.last('x-exception-fqcn')),
    exceptionMessage: text(headers.last('x-exception-message')),
    stackTrace: text(headers.last('x-exception-stacktrace')),
    attempts: decimalInt(headers.last('x-retries')),
    writtenAtFailure: true,
  }),
}

import { type Family, NOTHING_KNOWN, originOf } from '../family.ts'
import { decimal, decimalInt, type HeaderView, text } from '../header-view.ts'

const PREFIX = '__streams.errors.'

/**
 * Kafka Streams with `errors.dead.letter.queue.topic.name` (KIP-1034): all values are text, appended after the original headers. The
 * processor and task are there only where the application's own handler adds them.
 */
export const kafkaStreams: Family = {
  id: 'kafka-streams',
  label: 'Kafka Streams',
  marks: (name) => name.startsWith(PREFIX),
  isErrorHeader: (name) => name.startsWith(PREFIX),
  decode: (headers) => {
    const last = (name: string) => headers.last(`${PREFIX}${name}`)
    return {
      ...NOTHING_KNOWN,
      origin: originOf(text(last('topic')), {
        partition: decimalInt(last('partition')),
        offset: decimal(last('offset')),
        timestamp: null,
      }),
      component: componentOf(headers),
      exceptionClass: text(last('exception')),
      exceptionMessage: text(last('message')),
      stackTrace: text(last('stacktrace')),
    }
  },
}

function componentOf(headers: HeaderView): string | null {
  const node = text(headers.last(`${PREFIX}processor.node.id`))
  const task = text(headers.last(`${PREFIX}task.id`))
  const parts = [node === null ? null : `processor ${node}`, task === null ? null : `task ${task}`]
  return parts.filter((part) => part !== null).join(', ') || null
}

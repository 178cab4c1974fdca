import { type Family, NOTHING_KNOWN, originOf } from '../family.ts'
import { decimal, decimalInt, type HeaderView, text } from '../header-view.ts'

const PREFIX = '__connect.errors.'

/**
 * A sink of Kafka Connect with `errors.deadletterqueue.context.headers.enable=true` (`DeadLetterQueueReporter`): all values are text, the
 * record keeps its original timestamp, and nothing says when it failed.
 */
export const kafkaConnect: Family = {
  id: 'kafka-connect',
  label: 'Kafka Connect',
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
      group: groupOf(headers),
      component: componentOf(headers),
      stage: text(last('stage')),
      exceptionClass: text(last('exception.class.name')),
      exceptionMessage: text(last('exception.message')),
      stackTrace: text(last('exception.stacktrace')),
    }
  },
}

/** The consumer group of a sink, unless the connector overrides it (`SinkUtils.consumerGroupId`). */
function groupOf(headers: HeaderView): string | null {
  const connector = text(headers.last(`${PREFIX}connector.name`))
  return connector === null ? null : `connect-${connector}`
}

function componentOf(headers: HeaderView): string | null {
  const connector = text(headers.last(`${PREFIX}connector.name`))
  const task = text(headers.last(`${PREFIX}task.id`))
  return connector === null ? null : `connector ${connector}${task === null ? '' : `, task ${task}`}`
}

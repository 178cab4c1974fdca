import type { IHeaders } from 'kafkajs'

const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter'

/** The name of the sink connector and of its group. */
export const CONNECTOR = 'warehouse-sink'

/**
 * The headers Kafka Connect adds to a record that a sink could not convert or transform, all of them text. `value` is a shipment that is
 * no JSON, or one whose weight does not fit its type.
 */
export function connectHeaders(origin: { topic: string; partition: number; offset: string }, value: string): IHeaders {
  const { stage, className, exception, message, cause } = isJson(value) ? transformation() : conversion(value)
  const fields = {
    topic: origin.topic,
    partition: String(origin.partition),
    offset: origin.offset,
    'connector.name': CONNECTOR,
    'task.id': '0',
    stage,
    'class.name': className,
    'exception.class.name': exception,
    'exception.message': message,
    'exception.stacktrace': `${exception}: ${message}\n${frames(stage)}${cause}`,
  }
  return Object.fromEntries(Object.entries(fields).map(([name, text]) => [`__connect.errors.${name}`, text]))
}

function conversion(value: string) {
  return {
    stage: 'VALUE_CONVERTER',
    className: JSON_CONVERTER,
    exception: 'org.apache.kafka.connect.errors.DataException',
    message: 'Converting byte[] to Kafka Connect data failed due to serialization error: ',
    cause:
      'Caused by: org.apache.kafka.common.errors.SerializationException: com.fasterxml.jackson.core.io.JsonEOFException: ' +
      'Unexpected end-of-input: expected close marker for Object (start marker at [Source: REDACTED; line: 1, column: 1])\n' +
      ` at [Source: REDACTED; line: 1, column: ${Buffer.byteLength(value) + 1}]\n` +
      '\tat org.apache.kafka.connect.json.JsonDeserializer.deserialize(JsonDeserializer.java:74)\n' +
      '\tat org.apache.kafka.connect.json.JsonConverter.toConnectData(JsonConverter.java:338)\n\t... 19 more\n',
  }
}

function transformation() {
  return {
    stage: 'TRANSFORMATION',
    className: 'org.apache.kafka.connect.transforms.Cast$Value',
    exception: 'org.apache.kafka.connect.errors.DataException',
    message: 'Value (twelve) was out of range for requested data type',
    cause:
      'Caused by: java.lang.NumberFormatException: For input string: "twelve"\n' +
      '\tat java.base/java.lang.NumberFormatException.forInputString(NumberFormatException.java:67)\n' +
      '\tat java.base/java.lang.Integer.parseInt(Integer.java:668)\n\t... 17 more\n',
  }
}

function frames(stage: string): string {
  const first =
    stage === 'TRANSFORMATION'
      ? [
          'connect.transforms.Cast.castValueToType(Cast.java:234)',
          'connect.transforms.Cast.applySchemaless(Cast.java:153)',
        ]
      : ['connect.json.JsonConverter.toConnectData(JsonConverter.java:340)']
  const common = [
    'connect.runtime.errors.RetryWithToleranceOperator.execAndRetry(RetryWithToleranceOperator.java:192)',
    'connect.runtime.errors.RetryWithToleranceOperator.execAndHandleError(RetryWithToleranceOperator.java:226)',
    'connect.runtime.errors.RetryWithToleranceOperator.execute(RetryWithToleranceOperator.java:172)',
    'connect.runtime.WorkerSinkTask.convertAndTransformRecord(WorkerSinkTask.java:553)',
    'connect.runtime.WorkerSinkTask.convertMessages(WorkerSinkTask.java:494)',
    'connect.runtime.WorkerSinkTask.poll(WorkerSinkTask.java:341)',
    'connect.runtime.WorkerSinkTask.iteration(WorkerSinkTask.java:242)',
    'connect.runtime.WorkerTask.run(WorkerTask.java:283)',
  ]
  return [...first, ...common].map((frame) => `\tat org.apache.kafka.${frame}\n`).join('')
}

export function isJson(value: string): boolean {
  try {
    JSON.parse(value)
    return true
  } catch {
    return false
  }
}

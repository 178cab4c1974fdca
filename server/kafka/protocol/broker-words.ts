/** What a broker's message may cost a page; Kafka's own are shorter. */
const MAX_LENGTH = 600

/** Java and Scala objects as text: `Request(processor=1, …)`, `TopicPartition[topic=…]`, `MemoryRecords@5f2a11bc`, and lines of a stack. */
const OBJECT_DUMP = /\b[A-Z]\w*[([]\w+=|\b[A-Z]\w*@[0-9a-f]{5,}\b|^[ \t]*at [\w.$]+\(/m

/** The package before the name of an exception: `org.apache.kafka.common.errors.PolicyViolationException: `. */
const EXCEPTION = /(?<![\w.])(?:[a-z]\w*\.)+([A-Z]\w*(?:Exception|Error))(?:: )?/g

/**
 * A broker's message as it may be shown: empty where it prints the broker's own objects, which name connections, sessions and principals of
 * others and explain nothing.
 */
export function brokerWords(text: string): string {
  if (OBJECT_DUMP.test(text)) return ''
  const words = text.replace(EXCEPTION, '').replace(/\s+/g, ' ').trim()
  return words.length > MAX_LENGTH ? `${words.slice(0, MAX_LENGTH)} …` : words
}

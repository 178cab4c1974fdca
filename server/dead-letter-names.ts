/** A word of a topic name that says "dead letters", as a whole segment between . _ - or the name's ends. */
const WORD = /(^|[._-])(dlq|dlt|dead[._-]?letters?|parking[._-]?lot|quarantine)([._-]|$)/i
const ERROR_TOPIC = /_error$|^error\.|[._-]skipped$/i
const RETRY = /(^|[._-])retry([._-]\d+)?$/i

const MAX_RETRY_TOPICS = 20

/** The part of a topic's name for which it is taken for a dead-letter topic; null where nothing in it says so. */
export function deadLetterWord(topic: string): string | null {
  if (topic.startsWith('__')) return null
  const word = WORD.exec(topic)
  if (word) return word[2] ?? null
  return ERROR_TOPIC.exec(topic)?.[0] ?? null
}

/** Whether the name is that of a retry topic of some other topic: `payments-retry-0`, `orders.retry`. */
export function isRetryName(topic: string): boolean {
  return RETRY.test(topic)
}

const natural = new Intl.Collator('en', { numeric: true })

/** The retry topics, of the topics there are, that are named after one of these sources; in natural order, at most twenty. */
export function retryTopicsOf(sources: readonly string[], topics: Iterable<string>): string[] {
  const named = [...topics].filter((topic) => isRetryName(topic) && sources.some((source) => topic.includes(source)))
  // Brokers list topics in any order.
  return named.toSorted(natural.compare).slice(0, MAX_RETRY_TOPICS)
}

/** Which of the topics there are the name is derived from: `payments-dlt` and `dlq.payments` from `payments`. The longest such name. */
export function sourceByName(topic: string, topics: Iterable<string>): string | null {
  let best: string | null = null
  for (const candidate of topics) {
    if (candidate === topic || candidate.length <= (best?.length ?? 0)) continue
    if (deadLetterWord(candidate) !== null || isRetryName(candidate)) continue
    const before = topic.startsWith(candidate) && /[._-]/.test(topic.charAt(candidate.length))
    const after = topic.endsWith(candidate) && /[._-]/.test(topic.charAt(topic.length - candidate.length - 1))
    const inside = topic.includes(`.${candidate}.`)
    if (before || after || inside) best = candidate
  }
  return best
}

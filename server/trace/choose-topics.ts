import { MAX_TRACE_TOPICS } from '#lib/contract/trace.ts'
import { AppError, invalid } from '#lib/errors.ts'
import { isInternal, type TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'

const EXAMPLES = 5

export interface ChosenTopics {
  topics: string[]
  leftOut: { count: number; examples: string[] }
}

/**
 * The topics that names and patterns stand for: the names first, in their order, then what the patterns find by name. A pattern finds no
 * internal topics. @throws AppError NOT_FOUND for a name that does not exist, INVALID_INPUT where nothing is found
 */
export function chooseTopics(
  asked: readonly string[],
  known: ReadonlyMap<string, Pick<TopicMetadata, 'name' | 'internal'>>,
  most = MAX_TRACE_TOPICS,
): ChosenTopics {
  const names = asked.filter((text) => !text.includes('*'))
  const missing = names.find((name) => !known.has(name))
  if (missing !== undefined)
    throw new AppError('NOT_FOUND', `There is no topic ${missing}, or you are not allowed to see it.`)
  const patterns = asked.filter((text) => text.includes('*')).map(patternOf)
  const found = [...known]
    .filter(([name, topic]) => !isInternal(topic) && patterns.some((matches) => matches(name)))
    .map(([name]) => name)
    .toSorted()
  const all = [...new Set([...names, ...found])]
  if (all.length === 0) throw invalid('topics', `no topic is named like ${asked.join(' or ')}`)
  const left = all.slice(most)
  return { topics: all.slice(0, most), leftOut: { count: left.length, examples: left.slice(0, EXAMPLES) } }
}

/** `*` stands for any characters. Compared piece by piece, so that no pattern is slow. */
function patternOf(pattern: string): (name: string) => boolean {
  const pieces = pattern.split('*')
  const first = pieces[0] ?? ''
  const last = pieces.at(-1) ?? ''
  const inner = pieces.slice(1, -1)
  return (name) => {
    if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false
    let at = first.length
    for (const piece of inner) {
      const found = name.indexOf(piece, at)
      if (found < 0 || found + piece.length > name.length - last.length) return false
      at = found + piece.length
    }
    return true
  }
}

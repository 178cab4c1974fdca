import { AppError, invalid } from '#lib/errors.ts'
import { measureJson } from '#lib/json/measure-json.ts'

const MAX_DEPTH = 64
/** As many as a change of the offsets of 20,000 partitions has, twice over. Parsing that takes less than 50 ms. */
const MAX_VALUES = 350_000

/**
 * JSON of a request. It is measured first, since `JSON.parse` takes seconds for brackets by the million.
 * @throws AppError INVALID_INPUT, naming the field where its text is no Unicode, or TOO_LARGE
 */
export function parseBody(bytes: Buffer): unknown {
  const { depth, values } = measureJson(bytes, { depth: MAX_DEPTH, values: MAX_VALUES })
  if (depth > MAX_DEPTH) throw new AppError('INVALID_INPUT', `The body is nested deeper than ${MAX_DEPTH} levels.`)
  if (values > MAX_VALUES) throw new AppError('TOO_LARGE', 'The body has more than 350,000 values.')
  const text = bytes.toString('utf8')
  const value = parse(text)
  // Only an escape can bring half a character into text that was UTF-8.
  if (/\\u[dD]/.test(text)) checkText(value, [])
  return value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unreadable'
    throw new AppError('INVALID_INPUT', `The body is not JSON: ${reason}`)
  }
}

function checkText(value: unknown, path: readonly string[]): void {
  if (typeof value === 'string' && !value.isWellFormed())
    throw invalid(path.join('.'), 'holds half of a character (a lone surrogate), which UTF-8 cannot')
  if (typeof value !== 'object' || value === null) return
  for (const [key, child] of Object.entries(value)) {
    checkText(key, [...path, key.toWellFormed()])
    checkText(child, [...path, key])
  }
}

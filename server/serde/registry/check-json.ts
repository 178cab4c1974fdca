import { Ajv, type Options } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { AppError, isAppError } from '#lib/errors.ts'
import type { SchemaText } from './compile-schema.ts'
import { linearRegExp } from './linear-reg-exp.ts'

// Schemas out there have keywords of their own and formats that nobody checks.
const OPTIONS: Options = {
  strict: false,
  validateFormats: false,
  allErrors: true,
  logger: false,
  code: { regExp: linearRegExp },
}
const MAX_MISTAKES = 5

/**
 * What checks that a text is JSON and fits a JSON Schema, drafts 6 to 2020-12; it throws AppError UNDECODABLE that says where it does not.
 * Belongs into a compute thread: a schema is a program of strangers. @throws AppError UNDECODABLE where the schema cannot be used
 */
export function jsonCheck(schema: Pick<SchemaText, 'text' | 'references'>): (text: string) => void {
  const check = compiled(schema)
  return (text) => {
    const value = parsed(text)
    if (fits(check, value)) return
    const mistakes = (check.errors ?? []).slice(0, MAX_MISTAKES)
    const sentences = mistakes.map(
      ({ instancePath, message }) => `${pathOf(instancePath)} ${message ?? 'does not fit'}`,
    )
    throw new AppError('UNDECODABLE', sentences.join('; '))
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new AppError('UNDECODABLE', 'it is not JSON')
  }
}

function fits(check: ReturnType<Ajv['compile']>, value: unknown): boolean {
  try {
    const answer: unknown = check(value)
    if (typeof answer === 'boolean') return answer
    // One that calls itself asynchronous answers with a promise.
    void Promise.resolve(answer).catch(() => undefined)
    throw new AppError('UNDECODABLE', 'the JSON Schema itself cannot be used ($async)')
  } catch (error) {
    if (isAppError(error)) throw error
    const reason = error instanceof RangeError ? 'it refers to itself without an end' : 'it cannot be applied'
    throw new AppError('UNDECODABLE', `the JSON Schema itself cannot be used (${reason})`)
  }
}

function compiled({ text, references }: Pick<SchemaText, 'text' | 'references'>): ReturnType<Ajv['compile']> {
  try {
    const schema = JSON.parse(text) as object
    const ajv = validatorOf(schema)
    for (const [name, reference] of references) ajv.addSchema(JSON.parse(reference) as object, name)
    return ajv.compile(schema)
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 300) : ''
    throw new AppError('UNDECODABLE', `the JSON Schema itself cannot be used (${reason})`)
  }
}

function validatorOf(schema: object): Ajv {
  const draft = '$schema' in schema ? String(schema.$schema) : ''
  if (draft.includes('2020-12')) return new Ajv2020(OPTIONS)
  if (draft.includes('2019-09')) return new Ajv2019(OPTIONS)
  const ajv = new Ajv(OPTIONS)
  // Draft 4 differs in words that hardly anybody uses: it is read as draft 7.
  if ('$schema' in schema && !/draft-0[67]/.test(draft)) delete schema.$schema
  return ajv
}

/** `/items/0/name` as `items[0].name`. */
function pathOf(pointer: string): string {
  const steps = pointer.split('/').slice(1)
  return (
    steps.map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : index === 0 ? step : `.${step}`)).join('') || 'it'
  )
}

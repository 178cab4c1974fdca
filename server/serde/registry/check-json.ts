import { Ajv, type Options } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { AppError } from '#lib/errors.ts'
import type { CompiledSchema } from './compile-schema.ts'

// Schemas out there have keywords of their own and formats that nobody checks.
const OPTIONS: Options = { strict: false, validateFormats: false, allErrors: true, logger: false }
const MAX_MISTAKES = 5

/** Checks that a text is JSON and fits a JSON Schema, drafts 6 to 2020-12. @throws AppError UNDECODABLE that says where it does not */
export function checkJson({ text: schemaText, references }: CompiledSchema, text: string): void {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new AppError('UNDECODABLE', 'it is not JSON')
  }
  const check = compiled(schemaText, references)
  if (check(value)) return
  const mistakes = (check.errors ?? []).slice(0, MAX_MISTAKES)
  const sentences = mistakes.map(({ instancePath, message }) => `${pathOf(instancePath)} ${message ?? 'does not fit'}`)
  throw new AppError('UNDECODABLE', sentences.join('; '))
}

function compiled(text: string, references: ReadonlyMap<string, string>): ReturnType<Ajv['compile']> {
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

import { childrenAt, CUT, skipSpace, stringAt } from './scan-json.ts'

/** The way from the root of a JSON text to a value in it: names and indexes. */
export type JsonPath = readonly (string | number)[]

/** What stands at a path. `cut` says that the text ends before it can be known. */
export type PathValue =
  | { kind: 'found'; text: string; type: 'string' | 'number' | 'word' | 'object' | 'array' }
  | { kind: 'absent' }
  | { kind: 'cut' }

const STEP = /\.?([^.[\]"\s]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/gy
const PLAIN_NAME = /^[^.[\]"\s\d][^.[\]"\s]*$/
const MAX_STEPS = 32

/** `customer.id`, `$.items[0].sku` or `$["a b"]` as a path; null where it is none. */
export function parsePath(text: string): JsonPath | null {
  const body = text.trim().replace(/^\$\.?/, '')
  if (body === '') return null
  const steps: (string | number)[] = []
  STEP.lastIndex = 0
  while (STEP.lastIndex < body.length) {
    const [whole, name, index, quoted] = STEP.exec(body) ?? []
    if (whole === undefined || steps.length === MAX_STEPS) return null
    if (index !== undefined) steps.push(Number(index))
    else steps.push(name ?? stringAt(`"${quoted ?? ''}"`))
  }
  return steps
}

/** The path as {@link parsePath} reads it. */
export function pathText(path: JsonPath): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`
      if (!PLAIN_NAME.test(step)) return `[${JSON.stringify(step)}]`
      return index === 0 ? step : `.${step}`
    })
    .join('')
}

const BRANCH_CHARS = 400

/**
 * What stands at a path of a JSON text, digits as they are written; the first of two members of the same name.
 * @param branchChars how much of an object or array is given
 */
export function readPath(text: string, path: JsonPath, branchChars = BRANCH_CHARS): PathValue {
  let at = skipSpace(text, 0)
  let end: number | null = null
  for (const step of path) {
    if (text[at] !== '{' && text[at] !== '[') return { kind: 'absent' }
    const children = childrenAt(text, at)
    for (;;) {
      const next = children.next()
      if (next.done) return next.value ? { kind: 'absent' } : { kind: 'cut' }
      // An index asked of an object is a name that looks like a number.
      if (String(next.value.step) !== String(step)) continue
      at = next.value.start
      end = next.value.end
      break
    }
  }
  const value = valueAt(text, at, end ?? text.length)
  const branch = value.kind === 'found' && (value.type === 'object' || value.type === 'array')
  return branch ? { ...value, text: value.text.slice(0, branchChars) } : value
}

function valueAt(text: string, at: number, end: number): PathValue {
  const first = text[at] ?? ''
  const branch = first === '{' ? 'object' : first === '[' ? 'array' : null
  if (branch) return { kind: 'found', type: branch, text: text.slice(at, end === CUT ? undefined : end) }
  if (end === CUT) return { kind: 'cut' }
  const raw = text.slice(at, end)
  if (first === '"') return { kind: 'found', type: 'string', text: stringAt(raw) }
  return { kind: 'found', type: /^[-\d]/.test(raw) ? 'number' : 'word', text: raw.trim() }
}

const MAX_DEPTH = 4
const MAX_PATHS = 200

/** The paths of the values in a JSON text, as far as it goes: arrays are not gone into. */
export function pathsIn(text: string): string[] {
  const found: string[] = []
  const visit = (at: number, path: JsonPath) => {
    for (const { step, start } of childrenAt(text, at)) {
      if (found.length >= MAX_PATHS) return
      const here = [...path, step]
      if (text[start] === '{' && here.length < MAX_DEPTH) visit(start, here)
      else found.push(pathText(here))
    }
  }
  const root = skipSpace(text, 0)
  if (text[root] === '{') visit(root, [])
  return found
}

import { type CelError, type CelValue, isCelList, isCelMap, isCelUint } from '@bufbuild/cel'
import type { ValueType } from '#lib/contract/filter-failures.ts'
import { checkCel, type Expression, type ParsedFilter } from './cel-check.ts'
import { type CelPath, ExpressionIndex } from './cel-paths.ts'
import type { Failure } from './condition.ts'
import { nearestField } from './nearest-field.ts'

type Bindings = Record<string, unknown>

const NO_OVERLOAD = /^found no matching overload for '?([^' ]+)'? applied to '(?:([^(]*)\.)?\((.*)\)'$/
const NOT_BOOL = /^type mismatch: expected bool, got (.*)$/
const MISSING = /^(field not found|no such|unresolved attribute|index .* out of bounds)/
const NOT_CONVERTED =
  /^(the text is not a |Cannot convert |Unable to convert |Failed to (parse|decode)|.*(overflow|out of range))/
const NUMERIC_TEXT = /^"(-?\d+(?:\.\d+)?)"$|^'(-?\d+(?:\.\d+)?)'$/
const MAX_EXAMPLE = 40
/** Milliseconds since 1970 are beyond this, seconds are not before the year 5138. */
const MILLISECONDS = 1e11

const TYPES: Readonly<Record<string, ValueType>> = {
  string: 'text',
  int: 'number',
  uint: 'number',
  double: 'number',
  bool: 'boolean',
  null_type: 'null',
  map: 'object',
  list: 'list',
  bytes: 'bytes',
  'google.protobuf.Timestamp': 'timestamp',
  'google.protobuf.Duration': 'duration',
}
const ARITHMETIC: ReadonlySet<string> = new Set(['_<_', '_<=_', '_>_', '_>=_', '_+_', '_-_', '_*_', '_/_', '_%_'])
const EQUAL: ReadonlySet<string> = new Set(['_==_', '_!=_'])
const COMPARED: ReadonlySet<string> = new Set([...ARITHMETIC, ...EQUAL])
const WRAPPED: ReadonlySet<string> = new Set([...COMPARED, '@in'])
const TEXT_FUNCTIONS: ReadonlySet<string> = new Set([
  'contains',
  'startsWith',
  'endsWith',
  'matches',
  'lowerAscii',
  'upperAscii',
  'trim',
  'split',
  'replace',
  'substring',
  'indexOf',
])
const CONVERSIONS: Readonly<Record<string, ValueType>> = {
  double: 'number',
  int: 'number',
  uint: 'number',
  bool: 'boolean',
  timestamp: 'timestamp',
  duration: 'duration',
  string: 'text',
}

/** Says why an expression failed for a record: which part of it, what that is, what was expected, and how it may have been meant. */
export class CelFailures {
  readonly #source: string
  readonly #index: ExpressionIndex

  constructor(source: string, parsed: ParsedFilter) {
    this.#source = source
    this.#index = new ExpressionIndex(parsed)
  }

  /** What tells kinds of errors apart: the same for each record of a kind, whatever its values. */
  idOf({ message, exprId }: CelError, bindings: Bindings): string {
    if (MISSING.test(message)) return `${exprId} ${message} ${this.#insideOf(exprId, message, bindings)?.type ?? ''}`
    return `${exprId} ${NOT_CONVERTED.test(message) ? 'conversion' : message}`
  }

  explain({ message, exprId }: CelError, bindings: Bindings): Failure {
    const call = this.#index.byId(exprId)
    const overload = NO_OVERLOAD.exec(message)
    if (overload) return this.#typeFailure(call, overload, bindings) ?? { kind: 'other', text: message }
    const mixed = NOT_BOOL.exec(message)
    if (mixed) return this.#boolFailure(call, typeOfName(mixed[1] ?? ''), bindings)
    if (MISSING.test(message)) return this.#missing(exprId, message, bindings)
    if (NOT_CONVERTED.test(message)) return this.#conversion(call, bindings) ?? { kind: 'other', text: message }
    return { kind: 'other', text: message }
  }

  /** A number that was compared with text by == or !=, which the language answers with "different". */
  comparison(exprId: bigint, [left, right]: [CelValue, CelValue], bindings: Bindings): Failure {
    const call = this.#index.byId(exprId)
    const failure = this.#typeFailure(call, ['', '_==_', undefined, `${nameOf(left)}, ${nameOf(right)}`], bindings)
    return { ...(failure ?? { type: typeOf(left), wanted: typeOf(right) }), kind: 'comparison' }
  }

  #typeFailure(
    call: Expression | undefined,
    [, operator = '', targetName, argNames = '']: readonly (string | undefined)[],
    bindings: Bindings,
  ): Failure | null {
    const kind = call?.exprKind
    if (kind?.case !== 'callExpr') return null
    const { target, args } = kind.value
    const operands = (target ? [target, ...args] : args).map((expression, index) => ({
      expression,
      path: this.#index.pathOf(expression),
      type: typeOfName((targetName === undefined ? [] : [targetName]).concat(argNames.split(', '))[index] ?? ''),
    }))
    // Of two parts of a record that do not go together, text is more likely to be the one that was not meant.
    const culprit =
      operands.find(({ path, type }) => path !== null && type === 'null') ??
      operands.find(({ path, type }) => path !== null && type === 'text' && !target) ??
      operands.find(({ path }) => path !== null)
    if (culprit?.path == null) return null
    const other = operands.find((one) => one !== culprit && COMPARED.has(operator))
    const wanted = other?.type ?? (target && TEXT_FUNCTIONS.has(operator) ? 'text' : wantedBy(operator))
    const rewrite = this.#rewriteFor(culprit, { operator, other, bindings })
    return {
      kind: 'type',
      path: culprit.path.text,
      type: culprit.type,
      ...(wanted && wanted !== culprit.type ? { wanted } : {}),
      ...this.#exampleOf(culprit.path, bindings),
      ...(rewrite === null ? {} : { rewrite }),
    }
  }

  #boolFailure(call: Expression | undefined, type: ValueType, bindings: Bindings): Failure {
    const kind = call?.exprKind
    const args = kind?.case === 'callExpr' ? kind.value.args : []
    const path = args
      .map((arg) => this.#index.pathOf(arg))
      .find((one) => one?.single && typeOf(valueAt(one, bindings)) === type)
    const what = path ? { path: path.text, ...this.#exampleOf(path, bindings) } : {}
    return { kind: 'type', ...what, type, wanted: 'boolean' }
  }

  #missing(exprId: bigint | undefined, message: string, bindings: Bindings): Failure {
    const inside = this.#insideOf(exprId, message, bindings)
    if (inside === null) return { kind: 'missing', text: message }
    const { path, parent, type, expression } = inside
    const near = parent?.single ? nearestField(valueAt(parent, bindings), path.steps.at(-1)) : null
    const rewrite =
      near === null ? this.#guarded(path) : this.#replaced([{ expression, text: [parent?.text, ...near].join('.') }])
    return { kind: 'missing', path: path.text, ...(type ? { type } : {}), ...(rewrite === null ? {} : { rewrite }) }
  }

  #conversion(call: Expression | undefined, bindings: Bindings): Failure | null {
    const kind = call?.exprKind
    if (kind?.case !== 'callExpr') return null
    const { function: name, target, args } = kind.value
    const operands = target ? [target, ...args] : args
    const path = operands.map((one) => this.#index.pathOf(one)).find((one) => one !== null)
    if (!path) return null
    const wanted = CONVERSIONS[name] ?? (COMPARED.has(name) ? 'timestamp' : null)
    return {
      kind: 'conversion',
      path: path.text,
      ...(path.single ? { type: typeOf(valueAt(path, bindings)) } : {}),
      ...(wanted ? { wanted } : {}),
      ...this.#exampleOf(path, bindings),
    }
  }

  /** What is missing and what should contain it. The library names the first part of `headers["a"]`, for `value.a` the last. */
  #insideOf(exprId: bigint | undefined, message: string, bindings: Bindings) {
    let expression = this.#index.byId(exprId)
    const name = /^field not found: (.*)$/s.exec(message)?.[1] ?? /^index (\d+)/.exec(message)?.[1]
    let path = this.#index.pathOf(expression)
    while (path && expression && String(path.steps.at(-1)) !== name) {
      expression = this.#index.parentOf(expression)
      path = this.#index.pathOf(expression)
    }
    if (!path) return null
    const parent: CelPath | null = this.#index.pathOf(operandOf(expression))
    const container = parent?.single ? valueAt(parent, bindings) : undefined
    const type = container === undefined ? undefined : typeOf(container)
    return { path, parent, type, expression }
  }

  #exampleOf(path: CelPath, bindings: Bindings): { example?: string } {
    if (!path.single) return {}
    const value = valueAt(path, bindings)
    if (!['string', 'number', 'bigint', 'boolean'].includes(typeof value)) return {}
    const text = String(value)
    return { example: text.length > MAX_EXAMPLE ? `${text.slice(0, MAX_EXAMPLE - 1)}…` : text }
  }

  #rewriteFor(
    culprit: { expression: Expression | undefined; path: CelPath | null; type: ValueType },
    {
      operator,
      other,
      bindings,
    }: {
      operator: string
      other: { expression: Expression | undefined; type: ValueType } | undefined
      bindings: Bindings
    },
  ): string | null {
    const { expression, path, type } = culprit
    if (path === null) return null
    if (type === 'null') return this.#guarded(path, `${path.text} != null`)
    if (other === undefined)
      return TEXT_FUNCTIONS.has(operator) && (type === 'number' || type === 'boolean')
        ? this.#wrapped(path, 'string')
        : null
    if (type === 'text' && other.type === 'number')
      return this.#wrapped(path, isLong(other.expression) ? 'int' : 'double')
    const span = this.#index.spanOf(other.expression, this.#source)
    const written = span === null ? '' : this.#source.slice(span.from, span.to)
    const bare = NUMERIC_TEXT.exec(written)
    if (type === 'number' && other.type === 'text' && bare)
      return this.#replaced([{ expression: other.expression, text: bare[1] ?? bare[2] ?? '' }])
    if (type === 'boolean' && other.type === 'text' && /^["'](true|false)["']$/.test(written))
      return this.#replaced([{ expression: other.expression, text: written.slice(1, -1) }])
    if (type === 'text' && other.type === 'boolean') return this.#wrapped(path, 'bool')
    if (type === 'number' && other.type === 'timestamp') {
      const value = path.single ? valueAt(path, bindings) : null
      if (typeof value !== 'number' && typeof value !== 'bigint') return null
      const seconds = value > MILLISECONDS ? `int(${path.text}) / 1000` : `int(${path.text})`
      return this.#replaced([{ expression, text: `timestamp(${seconds})` }])
    }
    if (type === 'timestamp' && other.type === 'number' && /^\d{13}$/.test(written))
      return this.#replaced([{ expression: other.expression, text: `timestamp(${(Number(written) / 1000) | 0})` }])
    return null
  }

  /** The path in a function wherever it is compared or counted with: the next place would fail next. */
  #wrapped(path: CelPath, name: string): string | null {
    const operators = name === 'string' ? TEXT_FUNCTIONS : WRAPPED
    const places = this.#index.calls(operators).flatMap((call) => {
      const kind = call?.exprKind
      if (kind?.case !== 'callExpr') return []
      const { target, args } = kind.value
      return (target ? [target] : args).filter((operand) => this.#index.pathOf(operand)?.text === path.text)
    })
    return this.#replaced(
      places.map((expression) => {
        const span = this.#index.spanOf(expression, this.#source)
        return { expression, text: `${name}(${span ? this.#source.slice(span.from, span.to) : ''})` }
      }),
    )
  }

  /** The expression where a path is there at all. */
  #guarded(path: CelPath, condition = `has(${path.text})`): string | null {
    if (!path.single || (condition.startsWith('has(') && !/^[\w.]+\.\w+$/.test(path.text))) return null
    const kind = this.#index.root?.exprKind
    const whole = kind?.case === 'callExpr' && kind.value.function === '_||_' ? `(${this.#source})` : this.#source
    return parsing(`${condition} && ${whole}`)
  }

  #replaced(places: readonly { expression: Expression | undefined; text: string }[]): string | null {
    let text = this.#source
    const spans = places.map((place) => ({ ...place, span: this.#index.spanOf(place.expression, this.#source) }))
    for (const { span, text: replacement } of spans.toSorted((a, b) => (b.span?.from ?? 0) - (a.span?.from ?? 0))) {
      if (span === null) return null
      text = text.slice(0, span.from) + replacement + text.slice(span.to)
    }
    return text === this.#source ? null : parsing(text)
  }
}

/** A rewrite that is no expression is none. */
function parsing(source: string): string | null {
  try {
    checkCel(source)
    return source
  } catch {
    return null
  }
}

function operandOf(expression: Expression | undefined): Expression | undefined {
  const kind = expression?.exprKind
  if (kind?.case === 'selectExpr') return kind.value.operand
  return kind?.case === 'callExpr' ? kind.value.args[0] : undefined
}

function isLong(expression: Expression | undefined): boolean {
  const kind = expression?.exprKind
  if (kind?.case !== 'constExpr') return false
  const { constantKind } = kind.value
  return (
    (constantKind.case === 'int64Value' || constantKind.case === 'uint64Value') &&
    constantKind.value > BigInt(Number.MAX_SAFE_INTEGER)
  )
}

function wantedBy(operator: string): ValueType | null {
  if (operator === '!_' || operator === '_?_:_') return 'boolean'
  return operator === '-_' ? 'number' : null
}

/** The value of a path in a record; undefined where it is not there. */
function valueAt({ root, steps }: CelPath, bindings: Bindings): unknown {
  let value: unknown = bindings[root]
  for (const step of steps) {
    if (isCelMap(value)) value = value.get(step as string)
    else if (typeof value === 'object' && value !== null && Object.hasOwn(value, step))
      value = (value as Record<string | number, unknown>)[step]
    else return undefined
  }
  return value
}

function typeOfName(name: string): ValueType {
  return TYPES[name] ?? 'other'
}

/** The type of a value, as the filter's bindings hold it. */
export function typeOf(value: unknown): ValueType {
  return TYPES[nameOf(value)] ?? 'other'
}

function nameOf(value: unknown): string {
  if (value === null) return 'null_type'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'number') return 'double'
  if (typeof value === 'bigint' || isCelUint(value)) return 'int'
  if (typeof value === 'boolean') return 'bool'
  if (value instanceof Uint8Array) return 'bytes'
  if (Array.isArray(value) || isCelList(value)) return 'list'
  if (typeof value !== 'object') return ''
  return isCelMap(value) || Object.getPrototypeOf(value) === Object.prototype ? 'map' : ''
}

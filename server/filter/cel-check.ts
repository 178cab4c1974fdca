import { celEnv, parse } from '@bufbuild/cel'
import { AppError } from '#lib/errors.ts'
import { RECORD_OVERLOADS } from './cel-overloads.ts'
import { KEPT_PATTERNS } from './cel-patterns.ts'
import { BOUNDED_STRINGS } from './cel-strings.ts'

export type ParsedFilter = ReturnType<typeof parse>
export type Expression = ParsedFilter['expr']

/** What an expression may name. */
export const VARIABLES = ['key', 'value', 'headers', 'partition', 'offset', 'timestamp', 'topic'] as const
export type Variable = (typeof VARIABLES)[number]

export const CEL = celEnv({ re2: KEPT_PATTERNS, funcs: [...BOUNDED_STRINGS, ...RECORD_OVERLOADS] })

/** A loop inside of a loop inside of a loop takes seconds for one record. */
const MAX_NESTED_LOOPS = 2
const MAX_NODES = 2_000

export interface CheckedFilter {
  parsed: ParsedFilter
  /** The variables it reads; the others need not be made. */
  uses: ReadonlySet<Variable>
  /** How large it is, and how deep its loops stand in each other. */
  nodes: number
  loops: number
}

/** @throws AppError INVALID_FILTER with the place of the mistake, for the field `filter` */
export function checkCel(source: string): CheckedFilter {
  let parsed: ParsedFilter
  try {
    parsed = parse(source)
  } catch (error) {
    throw mistake(source, startOf(error), syntaxText(error))
  }
  const positions = parsed.sourceInfo?.positions ?? {}
  const uses = new Set<Variable>()
  let nodes = 0
  let deepest = 0
  const fail = (expression: Expression, text: string) =>
    mistake(source, Number(positions[String(expression.id)] ?? 0), text)
  const visit = (expression: Expression | undefined, bound: readonly string[], loops: number): void => {
    if (!expression) return
    if ((nodes += 1) > MAX_NODES) throw fail(expression, 'the expression is too long')
    const { exprKind: kind } = expression
    switch (kind.case) {
      case 'identExpr': {
        const { name } = kind.value
        if (bound.includes(name)) return
        const variable = VARIABLES.find((known) => known === name)
        if (!variable) throw fail(expression, `there is no ${name}; known are ${VARIABLES.join(', ')}`)
        uses.add(variable)
        return
      }
      case 'selectExpr':
        return visit(kind.value.operand, bound, loops)
      case 'callExpr': {
        const { function: name, target, args } = kind.value
        if (/^\w+$/.test(name) && !/^_.*_$/.test(name) && CEL.funcs.find(name) === undefined)
          throw fail(expression, `there is no function ${name}`)
        visit(target, bound, loops)
        for (const arg of args) visit(arg, bound, loops)
        return
      }
      case 'listExpr':
        for (const element of kind.value.elements) visit(element, bound, loops)
        return
      case 'structExpr':
        for (const { keyKind, value } of kind.value.entries) {
          if (keyKind.case === 'mapKey') visit(keyKind.value, bound, loops)
          visit(value, bound, loops)
        }
        return
      case 'comprehensionExpr': {
        const { iterRange, iterVar, iterVar2, accuVar, accuInit, loopCondition, loopStep, result } = kind.value
        if (loops === MAX_NESTED_LOOPS)
          throw fail(expression, `loops (all, exists, map, filter) can stand ${MAX_NESTED_LOOPS} deep at most`)
        visit(iterRange, bound, loops)
        visit(accuInit, bound, loops)
        deepest = Math.max(deepest, loops + 1)
        const inner = [...bound, iterVar, iterVar2, accuVar]
        visit(loopCondition, inner, loops + 1)
        visit(loopStep, inner, loops + 1)
        visit(result, inner, loops + 1)
        return
      }
      case 'constExpr':
      case undefined:
        return
    }
  }
  visit(parsed.expr, [], 0)
  return { parsed, uses, nodes, loops: deepest }
}

function startOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('location' in error)) return 0
  const { location } = error as { location?: { start?: { offset?: number } } }
  return location?.start?.offset ?? 0
}

function syntaxText(error: unknown): string {
  if (!(error instanceof Error)) return 'it cannot be read'
  const text = error.message.replace(/^<input>:\d+:\d+: /, '')
  return text.length > 300 ? `${text.slice(0, text.indexOf(' but ') > 0 ? text.indexOf(' but ') : 300)}` : text
}

function mistake(source: string, offset: number, text: string): AppError {
  const before = source.slice(0, offset)
  const line = before.split('\n').length
  const column = offset - before.lastIndexOf('\n')
  const message = `line ${line}, column ${column}: ${text}`
  return new AppError('INVALID_FILTER', `filter: ${message}`, { issues: [{ path: 'filter', message }] })
}

import type { Expression, ParsedFilter } from './cel-check.ts'

/** A part of a record as an expression names it: `value.total.amount`, `headers["source"]`, `value.items[].sku` in a loop. */
export interface CelPath {
  /** As a person writes it. */
  text: string
  root: string
  steps: (string | number)[]
  /** Whether the steps lead to one value; not so in a loop, where there are many. */
  single: boolean
}

/** A number, a text or a word, as it is written. */
const CONSTANT = /^(?:-?[\d.]+(?:[eE][+-]?\d+)?u?|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|true|false)/

/** The expressions of a filter by their number, and what each is part of. */
export class ExpressionIndex {
  /** The whole expression. */
  readonly root: Expression
  readonly #byId = new Map<bigint, Expression>()
  readonly #parents = new Map<bigint, Expression>()
  readonly #positions: Record<string, unknown>
  /** Variables of loops and what they go over. */
  readonly #loops = new Map<string, Expression>()

  constructor({ expr, sourceInfo }: ParsedFilter) {
    this.#positions = sourceInfo?.positions ?? {}
    this.root = expr
    this.#add(expr, undefined)
  }

  byId(id: bigint | undefined): Expression | undefined {
    return id === undefined ? undefined : this.#byId.get(id)
  }

  parentOf(expression: Expression): Expression | undefined {
    return expression && this.#parents.get(expression.id)
  }

  /** Calls of these functions and operators. */
  calls(names: ReadonlySet<string>): Expression[] {
    return [...this.#byId.values()].filter(
      (one) => one?.exprKind.case === 'callExpr' && names.has(one.exprKind.value.function),
    )
  }

  /** Null where the expression is something else than a part of the record. */
  pathOf(expression: Expression | undefined): CelPath | null {
    const kind = expression?.exprKind
    if (kind?.case === 'identExpr') {
      const { name } = kind.value
      const over = this.#loops.get(name)
      if (over === undefined) return { text: name, root: name, steps: [], single: true }
      const path = this.pathOf(over)
      return path && { ...path, text: `${path.text}[]`, single: false }
    }
    if (kind?.case === 'selectExpr') {
      const path = this.pathOf(kind.value.operand)
      const { field } = kind.value
      return path && { ...path, text: `${path.text}.${field}`, steps: [...path.steps, field] }
    }
    if (kind?.case !== 'callExpr' || kind.value.function !== '_[_]') return null
    const [over, index] = kind.value.args
    const path = this.pathOf(over)
    if (path === null || index?.exprKind.case !== 'constExpr') return null
    const { constantKind: step } = index.exprKind.value
    if (step.case === 'stringValue')
      return { ...path, text: `${path.text}[${JSON.stringify(step.value)}]`, steps: [...path.steps, step.value] }
    if (step.case !== 'int64Value') return null
    return { ...path, text: `${path.text}[${step.value}]`, steps: [...path.steps, Number(step.value)] }
  }

  /** Where a part of the record or a constant is written; null for anything else. `to` is exclusive. */
  spanOf(expression: Expression | undefined, source: string): { from: number; to: number } | null {
    if (expression === undefined) return null
    const at = this.#positions[String(expression.id)]
    if (typeof at !== 'number') return null
    const { exprKind: kind } = expression
    if (kind.case === 'identExpr')
      return source.startsWith(kind.value.name, at) ? { from: at, to: at + kind.value.name.length } : null
    if (kind.case === 'constExpr') {
      const written = CONSTANT.exec(source.slice(at))
      return written ? { from: at, to: at + written[0].length } : null
    }
    if (kind.case === 'selectExpr') {
      const before = this.spanOf(kind.value.operand, source)
      const dot = /^\s*\.\s*/.exec(source.slice(at))
      if (before === null || dot === null || !source.startsWith(kind.value.field, at + dot[0].length)) return null
      return { from: before.from, to: at + dot[0].length + kind.value.field.length }
    }
    if (kind.case !== 'callExpr' || kind.value.function !== '_[_]') return null
    const before = this.spanOf(kind.value.args[0], source)
    const inside = this.spanOf(kind.value.args[1], source)
    const close = inside === null ? -1 : source.indexOf(']', inside.to)
    return before && close >= 0 ? { from: before.from, to: close + 1 } : null
  }

  #add(expression: Expression | undefined, parent: Expression | undefined): void {
    if (expression === undefined) return
    this.#byId.set(expression.id, expression)
    if (parent) this.#parents.set(expression.id, parent)
    const { exprKind: kind } = expression
    const all = (children: readonly (Expression | undefined)[]) => {
      for (const child of children) this.#add(child, expression)
    }
    switch (kind.case) {
      case 'selectExpr':
        return all([kind.value.operand])
      case 'callExpr':
        return all([kind.value.target, ...kind.value.args])
      case 'listExpr':
        return all(kind.value.elements)
      case 'structExpr':
        return all(
          kind.value.entries.flatMap(({ keyKind, value }) => [
            keyKind.case === 'mapKey' ? keyKind.value : undefined,
            value,
          ]),
        )
      case 'comprehensionExpr': {
        const { iterRange, iterVar, accuInit, loopCondition, loopStep, result } = kind.value
        if (iterRange) this.#loops.set(iterVar, iterRange)
        return all([iterRange, accuInit, loopCondition, loopStep, result])
      }
      case 'identExpr':
      case 'constExpr':
      case undefined:
        return
    }
  }
}

import type { Expression } from './cel-check.ts'
import { constantLiteral, type Literals, stronger, union } from './literals.ts'

/**
 * Text that must stand in every record for which the expression is true: from comparisons of a record's part with a constant string, through
 * `&&` (one side is enough) and `||` (both are needed). Null where nothing can be said, as behind `!` or in a loop.
 */
export function celLiterals(expression: Expression | undefined): Literals | null {
  if (expression?.exprKind.case !== 'callExpr') return null
  const { function: name, target, args } = expression.exprKind.value
  const [first, second] = args
  switch (name) {
    case '_&&_':
      return stronger(celLiterals(first), celLiterals(second))
    case '_||_':
      return union(celLiterals(first), celLiterals(second))
    case '_==_':
      return partIn(first) ? constantIn(second) : partIn(second) ? constantIn(first) : null
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return partIn(target) ? constantIn(first) : null
    case '@in':
      if (partIn(second)) return constantIn(first)
      return partIn(first) ? anyConstant(second) : null
    default:
      return null
  }
}

/** Whether an expression is a part of the record's own bytes: `value.customer.id`, `headers["source"]`, `key`. */
function partIn(expression: Expression | undefined): boolean {
  const kind = expression?.exprKind
  if (kind?.case === 'identExpr') return ['key', 'value', 'headers'].includes(kind.value.name)
  if (kind?.case === 'selectExpr') return !kind.value.testOnly && partIn(kind.value.operand)
  if (kind?.case === 'callExpr' && kind.value.function === '_[_]') return partIn(kind.value.args[0])
  return false
}

function constantIn(expression: Expression | undefined): Literals | null {
  const kind = expression?.exprKind
  if (kind?.case !== 'constExpr' || kind.value.constantKind.case !== 'stringValue') return null
  return constantLiteral(kind.value.constantKind.value)
}

function anyConstant(expression: Expression | undefined): Literals | null {
  const kind = expression?.exprKind
  if (kind?.case !== 'listExpr' || kind.value.elements.length === 0) return null
  return kind.value.elements.map((element) => constantIn(element)).reduce((all, one) => union(all, one))
}

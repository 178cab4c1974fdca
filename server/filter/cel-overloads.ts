import {
  celEnv,
  celFunc,
  type CelFunc,
  type CelList,
  CelScalar,
  type CelValue,
  isCelList,
  isCelUint,
  objectType,
} from '@bufbuild/cel'
import { fromJson } from '@bufbuild/protobuf'
import type { ReflectMessage } from '@bufbuild/protobuf/reflect'
import { type Timestamp, TimestampSchema } from '@bufbuild/protobuf/wkt'

const { BOOL, DOUBLE, INT, UINT, STRING } = CelScalar
const TIMESTAMP = objectType(TimestampSchema)

const COMPARED: readonly [operator: string, holds: (order: number) => boolean][] = [
  ['_<_', (order) => order < 0],
  ['_<=_', (order) => order <= 0],
  ['_>_', (order) => order > 0],
  ['_>=_', (order) => order >= 0],
]

/**
 * Where records need other answers than the library gives: doubles are compared with integers by value (it rounds the integer first), times
 * in text with timestamps (Avro's and Protobuf's are shown as text), and text that is no number is none.
 */
export const RECORD_OVERLOADS: readonly CelFunc[] = [
  ...COMPARED.flatMap(([operator, holds]) => [
    celFunc(operator, [INT, DOUBLE], BOOL, (left, right) => holds(orderOf(left, right))),
    celFunc(operator, [DOUBLE, INT], BOOL, (left, right) => holds(orderOf(left, right))),
    celFunc(operator, [UINT, DOUBLE], BOOL, (left, right) => holds(orderOf(left.value, right))),
    celFunc(operator, [DOUBLE, UINT], BOOL, (left, right) => holds(orderOf(left, right.value))),
    celFunc(operator, [STRING, TIMESTAMP], BOOL, (left, right) => holds(timeOrder(timeOf(left), instantOf(right)))),
    celFunc(operator, [TIMESTAMP, STRING], BOOL, (left, right) => holds(timeOrder(instantOf(left), timeOf(right)))),
  ]),
  ...equality('_==_', (order) => order === 0),
  ...equality('_!=_', (order) => order !== 0),
  ...[...celEnv().funcs].filter(({ name }) => name === '@in').map(noticing),
  celFunc('double', [STRING], DOUBLE, numberOf),
]

/** Those of times come before the library's own, which takes two values of any type. */
function equality(operator: string, holds: (order: number) => boolean): CelFunc[] {
  const own = [...celEnv().funcs].filter(({ name }) => name === operator)
  return [
    celFunc(operator, [STRING, TIMESTAMP], BOOL, (left, right) => holds(timeOrder(timeOf(left), instantOf(right)))),
    celFunc(operator, [TIMESTAMP, STRING], BOOL, (left, right) => holds(timeOrder(instantOf(left), timeOf(right)))),
    ...own.map(noticing),
  ]
}

/** A text that was compared with a number or a boolean: never equal, and mostly not meant so. */
export interface MixedComparison {
  /** Of the comparison in its expression. */
  id: bigint
  values: [CelValue, CelValue]
}

/** The first of the present record; evaluations do not overlap in a thread. */
let mixed: MixedComparison | null = null

/** Before an expression is asked about a record. */
export function beginComparisons(): void {
  mixed = null
}

export function mixedComparison(): MixedComparison | null {
  return mixed
}

function noticing(original: CelFunc): CelFunc {
  const call: CelFunc['call'] = (id, target, args) => {
    const [left, other] = args
    if (mixed === null && left !== undefined && other !== undefined) {
      const right = original.name === '@in' && isCelList(other) ? onlyMixed(left, other) : other
      if (right !== undefined && isMixed(left, right)) mixed = { id: BigInt(id), values: [left, right] }
    }
    return original.call(id, target, args)
  }
  return Object.create(original, { call: { value: call } }) as CelFunc
}

/** An item of a list of which none is of the value's kind. */
function onlyMixed(value: CelValue, list: CelList): CelValue | undefined {
  let first: CelValue | undefined
  for (const item of list) {
    if (!isMixed(value, item)) return undefined
    first ??= item
  }
  return first
}

function isMixed(left: CelValue, right: CelValue): boolean {
  if (typeof left === 'string') return isBare(right)
  return typeof right === 'string' && isBare(left)
}

function isBare(value: CelValue): boolean {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' || isCelUint(value)
}

/** JavaScript compares a bigint with a number exactly; NaN is neither less nor more. */
function orderOf(left: bigint | number, right: bigint | number): number {
  return left < right ? -1 : left > right ? 1 : left == right ? 0 : Number.NaN
}

type Instant = Pick<Timestamp, 'seconds' | 'nanos'>

function timeOrder(left: Instant, right: Instant): number {
  return left.seconds === right.seconds ? left.nanos - right.nanos : left.seconds < right.seconds ? -1 : 1
}

function instantOf({ message }: ReflectMessage): Instant {
  return message as Timestamp
}

/** A date is its beginning in UTC, and a time without a zone is in UTC. @throws Error where the text is no time */
function timeOf(text: string): Instant {
  const full = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text
  try {
    return fromJson(TimestampSchema, /T.*(Z|[+-]\d\d:\d\d)$/.test(full) ? full : `${full}Z`)
  } catch {
    throw new Error('the text is not a time such as 2026-11-21T12:00:00Z')
  }
}

function numberOf(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || (Number.isNaN(value) && text !== 'NaN')) throw new Error('the text is not a number')
  return value
}

import {
  celError,
  celFunc,
  type CelFunc,
  celMethod,
  CelScalar,
  type CelValue,
  isCelList,
  isCelMap,
} from '@bufbuild/cel'
import { strings } from '@bufbuild/cel/ext'

const { STRING, INT } = CelScalar

/** Text may not grow beyond this; what a record holds may be longer. In characters. */
const MAX_GROWN = 1 << 20
/** For one record, over all calls: in characters that text functions read and write. */
const MAX_WORK = 32 << 20
/** These go character by character, or make many small texts. */
const SLOW: Readonly<Record<string, number>> = { format: 8, lowerAscii: 4, upperAscii: 4, split: 4 }

/** What the evaluation of an expression for the present record has done; evaluations do not overlap in a thread. */
let work = 0

/** Before an expression is asked about a record. */
export function beginTextWork(): void {
  work = 0
}

/**
 * The library's functions of text with bounds: each is an error of the expression where it makes more than 1 MB that its text was not, or where
 * all of them do too much for one record. `replace` is the library's in linear time.
 */
export const BOUNDED_STRINGS: readonly CelFunc[] = [
  ...strings.filter(({ name }) => name !== 'replace').map(bounded),
  celMethod('replace', STRING, [STRING, STRING], STRING, function (from, to) {
    return replaced(this, from, to, this.length)
  }),
  celMethod('replace', STRING, [STRING, STRING, INT], STRING, function (from, to, count) {
    return replaced(this, from, to, Number(count))
  }),
  celFunc('_+_', [STRING, STRING], STRING, (left, right) => {
    allow(left.length + right.length, Math.max(left.length, right.length))
    return left + right
  }),
]

function bounded(original: CelFunc): CelFunc {
  const call: CelFunc['call'] = (id, target, args) => {
    try {
      const read = [target, ...args].reduce((sum: number, value) => sum + (value === undefined ? 0 : weigh(value)), 0)
      spend(read * (SLOW[original.name] ?? 1))
      if (original.name === 'join') allow(joinedLength(target, args[0]), 0)
      if (original.name === 'format') allow(read, 0)
      const result = original.call(id, target, args)
      if (typeof result === 'string') allow(result.length, typeof target === 'string' ? target.length : 0)
      return result
    } catch (error) {
      return celError(error, id)
    }
  }
  return Object.create(original, { call: { value: call } }) as CelFunc
}

function replaced(text: string, from: string, to: string, count: number): string {
  spend(text.length)
  // As the library does: each empty place is before the first character.
  if (from === '') {
    const times = Math.max(0, count)
    allow(text.length + times * to.length, text.length)
    return to.repeat(times) + text
  }
  const parts: string[] = []
  let start = 0
  let length = text.length
  for (let at = text.indexOf(from); at >= 0 && parts.length < count; at = text.indexOf(from, start)) {
    parts.push(text.slice(start, at))
    start = at + from.length
    length += to.length - from.length
    if (length > MAX_GROWN && length > text.length) break
  }
  allow(length, text.length)
  return parts.length === 0 ? text : [...parts, text.slice(start)].join(to)
}

function joinedLength(list: CelValue | undefined, separator: CelValue | undefined): number {
  if (!isCelList(list)) return 0
  return weigh(list) + list.size * (typeof separator === 'string' ? separator.length : 0)
}

/** How many characters a value is about, counted until it is certainly too many. */
function weigh(value: CelValue, room = MAX_WORK): number {
  if (typeof value === 'string') return value.length
  if (value instanceof Uint8Array) return value.length
  let sum = 1
  if (isCelList(value))
    for (const item of value) {
      sum += weigh(item, room - sum)
      if (sum > room) return sum
    }
  else if (isCelMap(value))
    for (const [key, item] of value) {
      sum += weigh(key) + weigh(item, room - sum)
      if (sum > room) return sum
    }
  return sum
}

/** @throws Error where the result of `length` is too long; `before` is the length of what it is made of */
function allow(length: number, before: number): void {
  if (length > MAX_GROWN && length > before) throw new Error('text would be longer than 1 MB')
  spend(length)
}

function spend(characters: number): void {
  if ((work += characters) > MAX_WORK) throw new Error('the expression works through too much text for one record')
}

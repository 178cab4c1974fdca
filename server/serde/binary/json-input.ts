import { type JsonNode, parseJsonTree } from '#lib/json/json-tree.ts'
import { AppError } from '#lib/errors.ts'
import { trimEnd } from '#lib/format/trim-end.ts'
import { checkDigits } from './check-digits.ts'

/** What somebody typed, and where it stands in the whole, so that a mistake can be pointed at. */
export interface JsonInput {
  node: JsonNode
  /** Such as `customer.name` or `items[2]`; empty for the whole. */
  path: string
}

/** @throws AppError UNDECODABLE */
export function parseInput(text: string): JsonInput {
  const node = parseJsonTree(text)
  if (!node) throw new AppError('UNDECODABLE', 'is not JSON')
  return { node, path: '' }
}

/** A mistake at a place of the input, as a sentence that goes on behind the field's name. */
export function wrong({ path }: JsonInput, what: string): AppError {
  return new AppError('UNDECODABLE', path === '' ? what : `${path} ${what}`)
}

export function child({ path }: JsonInput, key: string | number, node: JsonNode): JsonInput {
  if (typeof key === 'number') return { node, path: `${path}[${key}]` }
  return { node, path: path === '' ? key : `${path}.${key}` }
}

export function entriesOf(input: JsonInput): { key: string; value: JsonInput }[] {
  const { node } = input
  if (node.kind !== 'object') throw wrong(input, 'has to be an object')
  return node.entries.map(({ key, value }) => ({ key, value: child(input, key, value) }))
}

export function itemsOf(input: JsonInput): JsonInput[] {
  const { node } = input
  if (node.kind !== 'array') throw wrong(input, 'has to be a list')
  return node.items.map((item, index) => child(input, index, item))
}

export function stringOf(input: JsonInput): string {
  if (input.node.kind !== 'string') throw wrong(input, 'has to be a string')
  return input.node.text
}

export function booleanOf(input: JsonInput): boolean {
  const { node } = input
  if (node.kind === 'word' && node.text !== 'null') return node.text === 'true'
  throw wrong(input, 'has to be true or false')
}

export function isNull({ node }: JsonInput): boolean {
  return node.kind === 'word' && node.text === 'null'
}

/** A whole number of so many bits, written as a number or as a string of digits. */
export function integerOf(input: JsonInput, bits: number, { unsigned = false } = {}): bigint {
  const { node } = input
  const text = node.kind === 'number' || node.kind === 'string' ? node.text : ''
  if (!/^-?\d+$/.test(text)) throw wrong(input, 'has to be a whole number')
  checkDigits(text, (what) => wrong(input, what))
  const value = BigInt(text)
  const fits = unsigned ? BigInt.asUintN(bits, value) === value : BigInt.asIntN(bits, value) === value
  if (!fits) throw wrong(input, `does not fit into ${bits} bits`)
  return value
}

/** A floating-point number, or one of the words that JSON has no number for. */
export function floatOf(input: JsonInput): number {
  const { node } = input
  if (node.kind === 'number') return Number(node.text)
  if (node.kind === 'string' && /^(NaN|-?Infinity)$/.test(node.text)) return Number(node.text)
  throw wrong(input, 'has to be a number')
}

/** Bytes, written as base64. */
export function bytesOf(input: JsonInput): Buffer {
  const text = stringOf(input)
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) throw wrong(input, 'has to be bytes as base64')
  return Buffer.from(text, 'base64')
}

/** A decimal as its digits without the point: 12.5 with a scale of 2 is 1250. */
export function decimalOf(input: JsonInput, scale: number): bigint {
  const { node } = input
  const text = node.kind === 'number' || node.kind === 'string' ? node.text : ''
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text) ?? []
  if (whole === '') throw wrong(input, 'has to be a decimal number')
  checkDigits(text, (what) => wrong(input, what))
  const kept = trimEnd(fraction, '0')
  if (kept.length > scale) throw wrong(input, `has to have at most ${scale} digits behind the point`)
  return BigInt(`${sign}${whole}${kept.padEnd(scale, '0')}`)
}

/** Two's complement in as few bytes as it takes, or in exactly `size`. */
export function signedBytes(input: JsonInput, value: bigint, size?: number): Buffer {
  let length = size ?? 1
  if (size === undefined) while (BigInt.asIntN(length * 8, value) !== value) length += 1
  if (BigInt.asIntN(length * 8, value) !== value) throw wrong(input, `does not fit into ${length} bytes`)
  return Buffer.from(
    BigInt.asUintN(length * 8, value)
      .toString(16)
      .padStart(length * 2, '0'),
    'hex',
  )
}

import { expect, test } from 'vitest'
import { maskMessage } from '#server/dead-letters/fingerprint.ts'
import { logicalInteger } from './avro/logical-input.ts'
import { decimalOf, integerOf, type JsonInput } from './binary/json-input.ts'
import { encodeInput } from './encode.ts'
import { descriptorOf } from './protobuf/proto-files.ts'

/** CPU time, so that a loaded machine makes no difference. */
function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage()
  try {
    work()
  } catch {
    // Refusing is an answer, too.
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const text = (value: string): JsonInput => ({ node: { kind: 'string', text: value }, path: 'amount' })

test('a Protobuf text that is nearly base64 is told from it in linear time', () => {
  expect(cpuMs(() => descriptorOf(`a${' '.repeat(80_000)}!`))).toBeLessThan(100)
})

test('a decimal with many zeros behind its point is read in linear time', () => {
  expect(cpuMs(() => decimalOf(text(`1.${'0'.repeat(40_000)}1`), 2))).toBeLessThan(100)
})

test('numbers of thousands of digits are refused before they are computed', () => {
  const digits = '9'.repeat(200_000)
  for (const read of [
    () => decimalOf(text(digits), 2),
    () => decimalOf(text(`0.${digits}`), 200_000),
    () => integerOf(text(digits), 64),
    () => encodeInput({ text: digits, format: 'int64' }, 'value'),
  ])
    expect(read).toThrow(/2,000 digits/)
  expect(decimalOf(text(`1.${'0'.repeat(1_500)}`), 2)).toBe(100n)
  expect(integerOf(text(`-${'0'.repeat(100)}7`), 64)).toBe(-7n)
})

test('the message of an exception is masked in linear time', () => {
  const messages = Array.from({ length: 200 }, (_, index) => `${'-0'.repeat(150)}${index}`)
  expect(cpuMs(() => messages.map(maskMessage))).toBeLessThan(100)
})

test('a time of day keeps its digits', () => {
  const time = { node: { kind: 'string', text: '00:00:01.500000000' }, path: '' } as const
  expect(logicalInteger(time, { type: 'time-millis', scale: 0 }, 32)).toBe(1_500n)
})

import { expect, it } from 'vitest'
import { compileSchema, decodeWithSchema } from './compile-schema.ts'

const PROTO = `syntax = "proto3";
message First { string name = 1; message Part { string code = 1; } }
message Second { int32 number = 1; message Inner { string note = 1; } }`

/** What is behind the schema's id. */
function decode(hex: string) {
  const schema = compileSchema({ type: 'PROTOBUF', text: PROTO, references: new Map() })
  return decodeWithSchema(schema, { bytes: Buffer.from(hex, 'hex'), mark: null, maxChars: Infinity })
}

it.each([
  ['0101' + '0807', '{"number":7}'],
  ['020000' + '0a0161', '{"code":"a"}'],
  ['020100' + '0a0161', '{"note":"a"}'],
])('message indexes in the old unsigned form, and it is said: %s', (hex, text) => {
  expect(decode(hex)).toMatchObject({ text, reason: expect.stringContaining('unsigned') as string })
})

it.each([
  ['00' + '0a0161', '{"name":"a"}'],
  ['0202' + '0807', '{"number":7}'],
  ['040000' + '0a0161', '{"code":"a"}'],
])('zigzag ones need no explanation: %s', (hex, text) => {
  expect(decode(hex)).toEqual({ text, truncated: false })
})

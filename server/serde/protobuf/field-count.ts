import type { IDescriptorProto } from 'protobufjs/ext/descriptor.js'
import { malformed } from '../binary/json-text.ts'

/** protobufjs takes the square of a message's fields to add them, which is some tenths of a second for as many. */
const MAX_FIELDS = 2_000
const MAX_ENUM_VALUES = 20_000

const TOKEN = /[\w.]+|\S/g
const COMMENT_END: Record<string, string> = { '/': '\n', '*': '*/' }

interface Block {
  keyword: string
  fields: number
}

/** Counts the fields of each message in one pass over a `.proto` text, before it is parsed. @throws AppError UNDECODABLE */
export function checkFieldCount(text: string): void {
  const open: Block[] = []
  let keyword = ''
  let brackets = 0
  for (const token of tokensOf(text)) {
    const block = open.at(-1)
    if (token === '[') brackets += 1
    else if (token === ']') brackets = Math.max(0, brackets - 1)
    else if (token === '=' && brackets === 0 && block) count(block, 1)
    else if (token === '{') open.push({ keyword, fields: 0 })
    else if (token === '}') {
      open.pop()
      const parent = open.at(-1)
      // The fields of a oneof are its message's.
      if (parent && block?.keyword === 'oneof') count(parent, block.fields)
    } else if (KEYWORDS.has(token)) keyword = token
  }
}

const KEYWORDS: ReadonlySet<string> = new Set([
  'message',
  'enum',
  'oneof',
  'extend',
  'group',
  'service',
  'rpc',
  'option',
])

function count(block: Block, more: number): void {
  block.fields += more
  checkCount(block.fields, block.keyword === 'enum')
}

function checkCount(fields: number, isEnum: boolean): void {
  const [most, what] = isEnum ? [MAX_ENUM_VALUES, 'An enum'] : [MAX_FIELDS, 'A message']
  if (fields > most)
    throw malformed(`${what} has more than ${most.toLocaleString('en')} ${isEnum ? 'values' : 'fields'}`)
}

/** The same of a compiled descriptor. @throws AppError UNDECODABLE */
export function checkDescriptor({ field, nestedType, enumType }: IDescriptorProto): void {
  checkCount(field?.length ?? 0, false)
  for (const { value } of enumType ?? []) checkCount(value?.length ?? 0, true)
  for (const type of nestedType ?? []) checkDescriptor(type)
}

/** Words and signs, without comments and strings. */
function* tokensOf(text: string): Generator<string> {
  TOKEN.lastIndex = 0
  for (let found = TOKEN.exec(text); found; found = TOKEN.exec(text)) {
    const [token] = found
    const at = found.index
    const comment = token === '/' ? COMMENT_END[text[at + 1] ?? ''] : undefined
    const end = comment ?? (token === '"' || token === "'" ? token : undefined)
    if (end === undefined) {
      yield token
      continue
    }
    const close = text.indexOf(end, at + (comment === undefined ? 1 : 2))
    if (close < 0) return
    TOKEN.lastIndex = close + end.length
  }
}

import { expect, it } from 'vitest'
import { sentence } from './sentence.ts'

it.each([
  ['Unexpected token', 'Unexpected token.'],
  ['"x" is not valid JSON.', '"x" is not valid JSON.'],
  ['is it running?', 'is it running?'],
  ['it goes on …', 'it goes on …'],
  ['stopped at .. ', 'stopped at ..'],
  ['', ''],
])('%j ends once', (text, expected) => expect(sentence(text)).toBe(expected))

import { expect, it } from 'vitest'
import { parseCsv, toCsv } from './csv.ts'

const cell = (text: string) => toCsv([{ header: 'h', text: (row: string) => row }], [text])

it('quotes what would break a line', () => {
  expect(cell('a,b')).toBe('"h"\r\n"a,b"\r\n')
  expect(cell('say "hi"')).toBe('"h"\r\n"say ""hi"""\r\n')
  expect(cell('two\nlines')).toBe('"h"\r\n"two\nlines"\r\n')
})

it.each(['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\tx', '\rx', '\nx', ' =1+1', '＝1+1'])(
  'disarms the formula %j',
  (text) => {
    expect(cell(text)).toBe(`"h"\r\n"'${text}"\r\n`)
  },
)

it('leaves plain negative numbers alone', () => {
  expect(cell('-42')).toBe('"h"\r\n"-42"\r\n')
  expect(cell('-1.5')).toBe('"h"\r\n"-1.5"\r\n')
})

it.each(['plain', '', '-42', 'x;=1+1', 'a b'])('puts %j into quotes, whatever a spreadsheet splits at', (text) => {
  expect(cell(text)).toBe(`"h"\r\n"${text}"\r\n`)
})

it.each([' =1+1', '＝1+1', '\u3000＠x', '\n=1'])('reads back %j as it was written', (text) => {
  expect(parseCsv(cell(text))).toEqual([['h'], [text]])
})

import { expect, test } from 'vitest'
import { copyJson } from './copy-json.ts'
import { copyText } from './copy-text.ts'

function inside(copy: typeof copyJson, bytes: Buffer): string | null {
  // What stands around must not matter.
  const source = Buffer.concat([Buffer.from('0"{'), bytes, Buffer.from('0"}e1')])
  const target = Buffer.alloc(bytes.length * 2)
  const copying = { source, from: 3, end: 3 + bytes.length, target, to: 0 }
  if (!copy(copying)) return null
  expect(copying.from).toBe(copying.end)
  return target.toString('utf8', 0, copying.to)
}

/** The same every time. */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const SEEDS = [
  '{"orderId":"order-1","n":[1,-2.5e3,true,null],"text":"a \\"quoted\\" \\u00fc \\\\ word","deep":{"x":{}}}',
  '[{"umlaut":"Zürich","emoji":"😀"},[],[[]],"",0]',
  ' {\n\t"spaced" : [ 1 , 2 ] }\r\n',
]
const PIECES = [
  '"',
  '\\',
  ',',
  ':',
  '{',
  '}',
  '[',
  ']',
  '0',
  '1',
  '-',
  '.',
  'e',
  'u',
  'true',
  'null',
  '\u0001',
  '\u007f',
  'ü',
  ' ',
]

test('JSON is copied as JSON.stringify would, and nothing else is taken for it', () => {
  const pick = random(7)
  let taken = 0
  for (let round = 0; round < 20_000; round += 1) {
    const seed = Buffer.from(SEEDS[pick(SEEDS.length)] ?? '')
    const at = pick(seed.length)
    const piece = pick(4) === 0 ? Buffer.from([pick(256)]) : Buffer.from(PIECES[pick(PIECES.length)] ?? '')
    const bytes = Buffer.concat([seed.subarray(0, at), piece, seed.subarray(at + pick(3))])
    const found = inside(copyJson, bytes)
    if (found === null) continue
    taken += 1
    const text = new TextDecoder('utf8', { fatal: true, ignoreBOM: true }).decode(bytes)
    expect(typeof JSON.parse(text)).toBe('object')
    expect(`"${found}"`).toBe(JSON.stringify(text))
  }
  expect(taken).toBeGreaterThan(1_000)
  for (const seed of SEEDS) expect(inside(copyJson, Buffer.from(seed))).not.toBeNull()
})

test('text is copied as JSON.stringify would, and bytes that are no UTF-8 are not', () => {
  const pick = random(11)
  for (let round = 0; round < 5_000; round += 1) {
    const seed = Buffer.from('Grüße, 日本 😀 "x" \\ \t\n')
    const bytes = Buffer.concat([seed.subarray(0, pick(seed.length)), Buffer.from([pick(256)]), seed.subarray(pick(9))])
    const found = inside(copyText, bytes)
    if (found === null) continue
    const text = new TextDecoder('utf8', { fatal: true, ignoreBOM: true }).decode(bytes)
    expect(`"${found}"`).toBe(JSON.stringify(text))
  }
  expect(inside(copyText, Buffer.from('Grüße'))).toBe('Grüße')
  expect(inside(copyText, Buffer.from([0xc3]))).toBeNull()
  expect(inside(copyText, Buffer.from([0xed, 0xa0, 0x80]))).toBeNull()
})

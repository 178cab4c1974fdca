import { expect, test } from 'vitest'
import { Needle } from './needle.ts'

/** Bytes of few values, so that literals and parts of them occur often. */
function randomBytes(random: () => number, length: number, values: number): Buffer {
  return Buffer.from(Array.from({ length }, () => 97 + Math.floor(random() * values)))
}

test('finds what indexOf finds, whatever bytes are rare at the moment', () => {
  let state = 42
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 2 ** 32
  }
  for (let round = 0; round < 300; round += 1) {
    const values = 1 + Math.floor(random() * 6)
    const bytes = randomBytes(random, 1 + Math.floor(random() * 14), values)
    const needle = new Needle(bytes)
    for (let search = 0; search < 12; search += 1) {
      // Every now and then other bytes are the frequent ones.
      const data = randomBytes(random, Math.floor(random() * 400), 1 + Math.floor(random() * 8))
      const at = Math.floor(random() * data.length)
      bytes.copy(data, at)
      for (let from = 0; from >= 0 && from <= data.length; from += 1) {
        const found = needle.indexIn(data, from)
        expect(found).toBe(from === data.length ? -1 : data.indexOf(bytes, from))
        if (found < 0) break
        from = found
      }
    }
  }
})

import { expect, it } from 'vitest'
import { SpanSet } from './span-set.ts'

it('holds the same offsets as a plain set, in few spans', () => {
  const spans = new SpanSet()
  const plain = new Set<number>()
  let seed = 7
  const random = (below: number) => (seed = (seed * 48_271) % 0x7fff_ffff) % below
  for (let round = 0; round < 2_000; round += 1) {
    const from = random(300)
    const to = from + 1 + random(12)
    const adds = random(3) > 0
    if (adds) spans.add(BigInt(from), BigInt(to))
    else spans.remove(BigInt(from), BigInt(to))
    for (let offset = from; offset < to; offset += 1) {
      if (adds) plain.add(offset)
      else plain.delete(offset)
    }
    for (let offset = 0; offset < 320; offset += 1)
      if (spans.has(BigInt(offset)) !== plain.has(offset)) expect.fail(`round ${round}, offset ${offset}`)
  }
  for (let offset = 0; offset < 320; offset += 1) {
    let past = offset
    while (plain.has(past)) past += 1
    expect(spans.past(BigInt(offset))).toBe(BigInt(past))
  }
  const listed = [...spans]
  expect(listed).toHaveLength(spans.spans)
  for (const [at, [from]] of listed.entries()) if (at > 0) expect(from).toBeGreaterThan(listed[at - 1]?.[1] ?? -1n)
})

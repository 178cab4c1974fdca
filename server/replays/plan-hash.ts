import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Offset } from '#lib/contract/common.ts'
import { invalid } from '#lib/errors.ts'
import type { FrozenRange } from '#server/replay-ledger/places.ts'

const Ranges = z.array(z.tuple([z.number(), Offset, Offset]))

/**
 * A plan's name: the offsets its selection was fixed at, readable, and a digest of all it decided. Whoever runs it fixes the selection at
 * the same offsets, plans again, and compares; nothing has to be remembered in between.
 */
export function planHash(ranges: readonly FrozenRange[], decided: unknown): string {
  const fixed = ranges.map(({ partition, from, to }) => [partition, String(from), String(to)])
  const text = JSON.stringify(fixed)
  const digest = createHash('sha256').update(text).update(JSON.stringify(decided)).digest('base64url')
  return `${Buffer.from(text).toString('base64url')}.${digest}`
}

/** The offsets in a plan's name. @throws AppError INVALID_INPUT */
export function rangesOfPlan(hash: string): FrozenRange[] {
  try {
    const [fixed = ''] = hash.split('.')
    return Ranges.parse(JSON.parse(Buffer.from(fixed, 'base64url').toString('utf8'))).map(([partition, from, to]) => ({
      partition,
      from: BigInt(from),
      to: BigInt(to),
    }))
  } catch {
    throw invalid('planHash', 'is not the planHash of a dry run')
  }
}

import type { getGroupLag as contract, LagHistory } from '#lib/contract/groups.ts'
import { invalid } from '#lib/errors.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { lagHistory } from '#server/lag/lag-history.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import { findGroup } from './get-group.ts'

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const MAX_POINTS = 1_500

/** The history of a group as it was sampled: an hour at 10 s, a day at 2 min. */
export async function getGroupLag({ cluster }: ClusterCtx, input: InputOf<typeof contract>): Promise<LagHistory> {
  const sampler = lagSampler(cluster)
  await findGroup(sampler, input.group)
  const windowMs = milliseconds(input.window)
  const stepMs = milliseconds(input.step)
  if (stepMs === 0 || windowMs / stepMs > MAX_POINTS) {
    throw invalid('step', `more than ${MAX_POINTS} points would be answered: choose a larger step or a shorter window`)
  }
  return lagHistory(sampler, input.group, { windowMs, stepMs, topics: input.topics })
}

function milliseconds(duration: string): number {
  const unit = duration.at(-1) as keyof typeof UNIT_MS
  return Number(duration.slice(0, -1)) * UNIT_MS[unit]
}

import type { Config } from '#server/config/schema.ts'
import type { ClusterCtx } from '#server/http/context.ts'

/** What the configuration says about replays. */
export function replayLimits({ runtime }: Pick<ClusterCtx, 'runtime'>): Config['replays'] {
  return runtime.config.replays
}

import { configureSourceFinder } from '#server/dead-letter-sources.ts'
import { findSources } from '#server/dead-letters/find-sources.ts'
import { configurePairs } from '#server/dead-letters/paired-topics.ts'
import { configureFamilies } from '#server/dead-letters/families/custom.ts'
import type { Runtime } from '#server/runtime.ts'
import { configureReplays } from './authorize-run.ts'
import { replayRunner } from './replay-runner.ts'

/** Goes on with replays that nobody runs, and hands over those of this console when it ends. */
export function startReplays(runtime: Runtime): void {
  configureReplays(runtime.config.replays)
  configureFamilies(runtime.config.deadLetters.mappings)
  configurePairs(runtime.config.deadLetters.pairs)
  configureSourceFinder(findSources)
  const runners = runtime.clusters.all().map(replayRunner)
  runtime.onStop(async () => {
    await Promise.all(runners.map(async (runner) => runner.stop()))
  })
}

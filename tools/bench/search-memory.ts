import type { ConsoleProcess } from './console-process.ts'
import { watchMemory } from './process-usage.ts'
import { type SearchCase, timedSearch } from './search-rate.ts'

const IDLE_AFTER_MS = 2_000
const SEARCHES = 5

/** Resident megabytes of a console, threads included: at rest, and the peak while one search after the other runs and nothing else. */
export async function searchMemory(
  console_: ConsoleProcess,
  { topic, query }: SearchCase,
): Promise<{ idle: number; peak: number }> {
  const { api, pid } = console_
  await new Promise((resolve) => setTimeout(resolve, IDLE_AFTER_MS))
  const idle = console_.memoryMb()
  const watch = watchMemory(pid)
  for (let search = 0; search < SEARCHES; search += 1)
    await timedSearch(`${api}/topics/${topic.topic}/search?${new URLSearchParams(query).toString()}`)
  return { idle, peak: watch.stop() }
}

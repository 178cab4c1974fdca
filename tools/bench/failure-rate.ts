import { FailureProgress } from '#lib/contract/dead-letters.ts'
import { readSse } from '#testkit/tail/read-sse.ts'
import type { ConsoleProcess } from './console-process.ts'
import { round } from './percentiles.ts'
import { CAUSES, DEAD_LETTER_TOPIC } from './seed-dead-letters.ts'

const SAMPLE_MS = 50
const LIMIT_MS = 300_000

/** Groups the dead letters of the bench by cause, over HTTP, and watches the memory of the console meanwhile. */
export async function failureRate(console_: ConsoleProcess) {
  let peakMb = console_.memoryMb()
  const sampler = setInterval(() => (peakMb = Math.max(peakMb, console_.memoryMb())), SAMPLE_MS)
  const start = performance.now()
  let firstAt: number | null = null
  let events = 0
  let longestPause = 0
  let lastAt = start
  let done: FailureProgress | null = null
  try {
    await readSse(`${console_.api}/dead-letters/${DEAD_LETTER_TOPIC}/failures`, {
      signal: AbortSignal.timeout(LIMIT_MS),
      onEvent: ({ event, data }) => {
        if (event !== 'progress' && event !== 'done') return
        const now = performance.now()
        firstAt ??= now
        longestPause = Math.max(longestPause, now - lastAt)
        lastAt = now
        events += 1
        if (event === 'done') done = FailureProgress.parse(JSON.parse(data))
      },
    })
  } finally {
    clearInterval(sampler)
  }
  const { read, groups } = FailureProgress.parse(done)
  const seconds = (lastAt - start) / 1000
  if (groups.length !== CAUSES) throw new Error(`${groups.length} causes were found instead of ${CAUSES}`)
  return {
    letters: read,
    causes: groups.length,
    seconds: round(seconds),
    lettersPerSecond: Math.round(read / seconds),
    firstMs: Math.round((firstAt ?? lastAt) - start),
    longestPauseMs: Math.round(longestPause),
    events,
    peakMb,
  }
}

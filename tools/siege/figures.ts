import { readdirSync, readlinkSync } from 'node:fs'
import { residentMb } from '#tools/bench/process-usage.ts'

/** What the console holds at a moment, seen from outside (Linux). */
export interface Held {
  memoryMb: number
  /** Of the operating system: the event loop, its pool, and workers. */
  threads: number
  sockets: number
  /** The gauges of /metrics that count what requests hold, without those that are 0. */
  gauges: string[]
}

/** Counts as something that is held. */
const NO_ANSWER = 'tailrace_slots{state="/metrics did not answer"} 1'

const GAUGES = /^tailrace_(slots|requests|owned_resources|scan_threads)\{.*\} [1-9]/

export async function heldBy({ root, pid }: { root: string; pid: number }): Promise<Held> {
  const text = await metrics(root).catch(() => NO_ANSWER)
  return {
    memoryMb: residentMb(pid),
    threads: readdirSync(`/proc/${pid}/task`).length,
    sockets: readdirSync(`/proc/${pid}/fd`).filter((fd) => isSocket(`/proc/${pid}/fd/${fd}`)).length,
    // The request for the metrics is one itself.
    gauges: text
      .split('\n')
      .filter((line) => GAUGES.test(line) && !line.includes('idle') && !line.includes('"request"')),
  }
}

function isSocket(path: string): boolean {
  try {
    return readlinkSync(path).startsWith('socket:')
  } catch {
    return false
  }
}

async function metrics(root: string): Promise<string> {
  return (await fetch(`${root}/metrics`, { signal: AbortSignal.timeout(30_000) })).text()
}

/** The longest delay of the console's event loop since the last look, in milliseconds. */
async function eventLoopDelay(root: string): Promise<number> {
  const [, seconds] = /^tailrace_nodejs_eventloop_lag_max_seconds ([\d.e+-]+)/m.exec(await metrics(root)) ?? []
  return Number(seconds) * 1_000
}

const EVERY_MS = 1_000

/** Looks at the event loop and the memory of the console until `stop`. */
export function watchConsole({ root, pid }: { root: string; pid: number }): {
  stop: () => Promise<{ delaysMs: number[]; peakMb: number }>
} {
  const delaysMs: number[] = []
  let peakMb = 0
  let watching = true
  const watch = async () => {
    // What came before belongs to nobody here.
    await eventLoopDelay(root).catch(() => NaN)
    while (watching) {
      const started = performance.now()
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
      const delay = await eventLoopDelay(root).catch(() => NaN)
      // Who does not answer is held up for at least so long.
      delaysMs.push(Number.isFinite(delay) ? delay : performance.now() - started - EVERY_MS)
    }
  }
  const timer = setInterval(() => (peakMb = Math.max(peakMb, residentMb(pid))), 100)
  const done = watch()
  return {
    stop: async () => {
      watching = false
      clearInterval(timer)
      await done
      return { delaysMs, peakMb }
    },
  }
}

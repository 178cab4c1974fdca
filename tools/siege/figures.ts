import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { residentMb } from '#tools/bench/process-usage.ts'

/** What the console holds at a moment, seen from outside (Linux). */
export interface Held {
  memoryMb: number
  /** Of the main thread: taken from the system, in use, and outside of it. */
  heapMb: { total: number; used: number; external: number }
  /** Of the operating system: the event loop, its pool, and workers. */
  threads: number
  sockets: number
  /** The gauges of /metrics that count what requests hold, without those that are 0. */
  gauges: string[]
}

const HEAP = ['heap_size_total_bytes', 'heap_size_used_bytes', 'external_memory_bytes']

function megabytes(metrics: string, name: string): number {
  const [, bytes] = new RegExp(`^tailrace_nodejs_${name} ([\\d.e+]+)`, 'm').exec(metrics) ?? []
  return Math.round(Number(bytes) / 2 ** 20)
}

/** Counts as something that is held. */
const NO_ANSWER = 'tailrace_slots{state="/metrics did not answer"} 1'

const GAUGES = /^tailrace_(slots|requests|owned_resources|scan_threads)\{.*\} [1-9]/

export async function heldBy({ root, pid }: { root: string; pid: number }): Promise<Held> {
  const text = await metrics(root).catch(() => NO_ANSWER)
  const [total, used, external] = HEAP.map((name) => megabytes(text, name))
  return {
    memoryMb: residentMb(pid),
    heapMb: { total: total ?? 0, used: used ?? 0, external: external ?? 0 },
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

/** How long the main thread was ready to work so far and had to wait for a processor, in milliseconds (Linux, `schedstat`). */
function waitedMs(pid: number): number {
  const [, waited] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')
  return Number(waited) / 1e6
}

const EVERY_MS = 1_000

export interface Strain {
  /** The longest delay of the event loop in each second. */
  delaysMs: number[]
  /** The same without what the thread waited for a processor meanwhile: its own doing. */
  ownMs: number[]
  peakMb: number
}

/** Looks at the event loop and the memory of the console until `stop`. */
export function watchConsole({ root, pid }: { root: string; pid: number }): { stop: () => Promise<Strain> } {
  const strain: Strain = { delaysMs: [], ownMs: [], peakMb: 0 }
  let watching = true
  const watch = async () => {
    // What came before belongs to nobody here.
    await eventLoopDelay(root).catch(() => NaN)
    while (watching) {
      const started = performance.now()
      const waited = waitedMs(pid)
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
      const said = await eventLoopDelay(root).catch(() => NaN)
      // Who does not answer is held up for at least so long.
      const delay = Number.isFinite(said) ? said : performance.now() - started - EVERY_MS
      strain.delaysMs.push(delay)
      strain.ownMs.push(Math.max(0, delay - (waitedMs(pid) - waited)))
    }
  }
  const timer = setInterval(() => (strain.peakMb = Math.max(strain.peakMb, residentMb(pid))), 100)
  const done = watch()
  return {
    stop: async () => {
      watching = false
      clearInterval(timer)
      await done
      return strain
    },
  }
}

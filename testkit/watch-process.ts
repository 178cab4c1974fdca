export interface ProcessStrain {
  /** The longest that the event loop was at work without a look at its timers, in processor time: other processes do not count. */
  busyMs: number
  /** How much the process grew at most. */
  grewMb: number
}

const EVERY_MS = 5

/** Watches this process until the returned function is called. */
export function watchProcess(): () => ProcessStrain {
  const before = process.memoryUsage.rss()
  let most = before
  let cpu = cpuMs()
  let busyMs = 0
  const look = () => {
    const now = cpuMs()
    busyMs = Math.max(busyMs, now - cpu)
    cpu = now
    most = Math.max(most, process.memoryUsage.rss())
  }
  const timer = setInterval(look, EVERY_MS)
  return () => {
    clearInterval(timer)
    look()
    return { busyMs, grewMb: (most - before) / 2 ** 20 }
  }
}

/** Of this thread. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

import { monitorEventLoopDelay } from 'node:perf_hooks'

export interface ProcessStrain {
  /** The longest that the event loop did nothing else. */
  delayMs: number
  /** How much the process grew at most. */
  grewMb: number
}

const EVERY_MS = 20

/** Watches this process until the returned function is called. */
export function watchProcess(): () => ProcessStrain {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const before = process.memoryUsage.rss()
  let most = before
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), EVERY_MS)
  return () => {
    clearInterval(timer)
    delay.disable()
    return { delayMs: delay.max / 1e6, grewMb: (Math.max(most, process.memoryUsage.rss()) - before) / 2 ** 20 }
  }
}

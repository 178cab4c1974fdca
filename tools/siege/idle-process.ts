import { spawn } from 'node:child_process'

/** Says every second how long its event loop waited at most: it does nothing else, so it waited for the machine. */
const IDLE = `
const { monitorEventLoopDelay } = require('node:perf_hooks')
const delay = monitorEventLoopDelay({ resolution: 10 })
delay.enable()
setInterval(() => { console.log(delay.max / 1e6); delay.reset() }, 1000)
process.on('disconnect', () => process.exit())
`

/** A process of its own that does nothing, to tell a slow console from a machine with too much to do. */
export function startIdle(): { reset: () => void; longestMs: () => number; stop: () => void } {
  const child = spawn(process.execPath, ['-e', IDLE], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  let longest = 0
  child.stdout?.on('data', (line: Buffer) => {
    longest = Math.max(longest, ...line.toString().trim().split('\n').map(Number))
  })
  return { reset: () => void (longest = 0), longestMs: () => longest, stop: () => void child.kill() }
}

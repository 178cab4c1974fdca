// @ts-check
/** Notices that npm, which started this process, was killed outright: signals it passes on, its own end it cannot. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const POLL_MS = 500
const SHELLS = /^-?(?:.*\/)?(?:sh|dash|bash|zsh|ash|ksh)$/

/**
 * Calls `onEnd` once when npm has gone. npm starts its scripts through a shell, which either becomes the script or stands between.
 * A process that npm did not start is left alone: it may well be meant to outlive its shell.
 * @param {() => void} onEnd
 */
export function watchNpm(onEnd) {
  if (!process.env['npm_lifecycle_event']) return
  const parent = process.ppid
  const shell = processInfo(parent)
  const npm = shell && SHELLS.test(shell.command) ? shell.parent : undefined
  const timer = setInterval(() => {
    const orphaned = process.ppid !== parent || (npm !== undefined && processInfo(parent)?.parent !== npm)
    if (!orphaned) return
    clearInterval(timer)
    onEnd()
  }, POLL_MS)
  timer.unref()
}

/**
 * @param {number} pid
 * @returns {{ parent: number, command: string } | undefined}
 */
function processInfo(pid) {
  try {
    // pid (command) state parent …
    const match = /\((.*)\) \S+ (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    return match ? { parent: Number(match[2]), command: match[1] ?? '' } : undefined
  } catch {
    if (process.platform === 'linux') return undefined
    const { stdout } = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' })
    const match = /^\s*(\d+)\s+(.*)$/m.exec(stdout ?? '')
    return match ? { parent: Number(match[1]), command: (match[2] ?? '').trim() } : undefined
  }
}

// @ts-check
/** Notices that whoever started this process was killed outright: signals are passed on to it, such an end cannot be. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const POLL_MS = 500
const SHELLS = /^-?(?:.*\/)?(?:sh|dash|bash|zsh|ash|ksh)$/

/**
 * Calls `onEnd` once when the program that started this process has gone. npm and Playwright start theirs through a shell, which either
 * becomes this process or stands between.
 * @param {() => void} onEnd
 */
export function watchParent(onEnd) {
  const parent = process.ppid
  const shell = processInfo(parent)
  const starter = shell && SHELLS.test(shell.command) ? shell.parent : undefined
  const timer = setInterval(() => {
    const orphaned = process.ppid !== parent || (starter !== undefined && processInfo(parent)?.parent !== starter)
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

import { readFileSync } from 'node:fs'

/** Kernel ticks per second of /proc; 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100

/** What a process has used since it started, worker threads included. */
export interface ProcessUsage {
  cpuSeconds: number
  /** Bytes it was given by read calls, sockets and files alike. */
  readBytes: number
}

export function usageOf(pid: number): ProcessUsage {
  // The name of the process stands in parentheses and may hold spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  const ticks = Number(fields[11]) + Number(fields[12])
  const [, readBytes] = /^rchar: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8')) ?? []
  return { cpuSeconds: ticks / TICKS_PER_SECOND, readBytes: Number(readBytes) }
}

/** Resident memory in megabytes. */
export function residentMb(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kilobytes) / 1024)
}

/** Watches the resident memory of a process until `stop`, which gives its peak in megabytes. */
export function watchMemory(pid: number): { stop: () => number } {
  let peak = residentMb(pid)
  const timer = setInterval(() => (peak = Math.max(peak, residentMb(pid))), 50)
  return {
    stop: () => {
      clearInterval(timer)
      return Math.max(peak, residentMb(pid))
    },
  }
}

import { formatDuration } from '#lib/format/times.ts'

/** The time from one step to the next: `29 ms`, `2.2 s`, `4 m 02 s`. */
export function stepDuration(ms: number): string {
  const length = Math.abs(ms)
  const text =
    length >= 1_000 && length < 60_000 ? `${(Math.floor(length / 100) / 10).toFixed(1)} s` : formatDuration(length)
  return ms < 0 ? `−${text}` : `+${text}`
}

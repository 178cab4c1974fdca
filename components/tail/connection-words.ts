import type { Tone } from '#components/ui/status-tag.tsx'
import { formatDuration } from '#lib/format/times.ts'
import type { TailSnapshot } from './tail-store.ts'

/** Behind by less than this is live to a person. */
const BEHIND_MS = 1_500

/** How the stream is, in words. */
export function connectionWords(
  { connection, resumed, behindMs }: Pick<TailSnapshot, 'connection' | 'resumed' | 'behindMs'>,
  now: number,
): { tone: Tone; text: string; tip?: string } {
  switch (connection.kind) {
    case 'connecting':
      return { tone: 'info', text: 'Connecting …' }
    case 'catchingUp':
      return {
        tone: 'info',
        text: behindMs > BEHIND_MS ? `Catching up, ${formatDuration(behindMs)} behind` : 'Catching up',
      }
    case 'sharing':
      return {
        tone: 'info',
        text: 'Sharing connections, refreshed every 2 s',
        tip: 'Four other windows of this browser are live, and it opens only six connections to one address. Behind a proxy that speaks HTTP/2 all windows are live.',
      }
    case 'waiting': {
      const seconds = Math.max(1, Math.ceil((connection.until - now) / 1000))
      return { tone: 'warn', text: `Connection lost, reconnecting in ${seconds} s` }
    }
    case 'resting':
      return { tone: 'idle', text: 'Resting while the page is hidden' }
    case 'ended':
      return { tone: 'idle', text: 'Ended' }
    case 'refused':
      return { tone: 'bad', text: 'Not connected' }
    case 'live':
      if (behindMs > BEHIND_MS) return { tone: 'warn', text: `Live, ${formatDuration(behindMs)} behind` }
      return { tone: 'ok', text: resumed ? 'Live, resumed without loss' : 'Live' }
  }
}

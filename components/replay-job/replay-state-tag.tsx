import { StatusTag, type Tone } from '#components/ui/status-tag.tsx'
import type { ReplayState } from '#lib/contract/replays.ts'

const LOOK: Record<ReplayState, { tone: Tone; word: string }> = {
  planned: { tone: 'idle', word: 'planned' },
  awaitingApproval: { tone: 'warn', word: 'waits for approval' },
  running: { tone: 'info', word: 'running' },
  paused: { tone: 'warn', word: 'paused' },
  completed: { tone: 'ok', word: 'completed' },
  partial: { tone: 'warn', word: 'partial' },
  failed: { tone: 'bad', word: 'failed' },
  aborted: { tone: 'warn', word: 'aborted' },
}

export function ReplayStateTag({ state }: { state: ReplayState }) {
  const { tone, word } = LOOK[state]
  return <StatusTag tone={tone}>{word}</StatusTag>
}

/** Nothing happens to it any more. */
export function isOver(state: ReplayState): boolean {
  return state === 'completed' || state === 'partial' || state === 'failed' || state === 'aborted'
}

import { StatusTag } from '#components/ui/status-tag.tsx'
import type { DeadLetter } from '#lib/contract/dead-letters.ts'

/** Whether a dead letter still waits for somebody. */
export function LetterState({ letter }: { letter: DeadLetter }) {
  if (letter.state === 'replayed') return <StatusTag tone="ok">replayed</StatusTag>
  if (letter.state === 'ignored') return <StatusTag tone="idle">ignored</StatusTag>
  if (letter.state === 'failedAgain')
    return (
      <StatusTag
        tone="warn"
        tip={`It was replayed ${letter.replayCount === 1 ? 'once' : `${letter.replayCount} times`} and came back.`}
      >
        failed again
      </StatusTag>
    )
  return <StatusTag tone="bad">open</StatusTag>
}

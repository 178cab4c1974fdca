import type { GroupStatus } from '#lib/contract/groups.ts'
import { StatusTag, type Tone } from './status-tag.tsx'

const LOOK: Record<GroupStatus, [tone: Tone, word: string]> = {
  ok: ['ok', 'ok'],
  warning: ['warn', 'behind'],
  stalled: ['bad', 'stalled'],
  stopped: ['bad', 'stopped'],
  rewound: ['info', 'rewound'],
  dataLoss: ['bad', 'data loss'],
  beyondEnd: ['bad', 'beyond end'],
  neverCommitted: ['info', 'never committed'],
  empty: ['info', 'empty'],
  unknown: ['idle', 'unknown'],
}

/** The status of a consumer group as a word; the sentence that explains it on hover. */
export function GroupStatusTag({ status, text }: { status: GroupStatus; text?: string }) {
  const [tone, word] = LOOK[status]
  return (
    <StatusTag tone={tone} tip={text}>
      {word}
    </StatusTag>
  )
}

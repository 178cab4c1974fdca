import { StatusTag, type Tone } from '#components/ui/status-tag.tsx'
import type { AuditRecord, AuditResult } from '#lib/contract/audit.ts'

const LOOK: Record<AuditResult, { tone: Tone; text: string }> = {
  ok: { tone: 'ok', text: 'done' },
  failed: { tone: 'bad', text: 'failed' },
  refused: { tone: 'warn', text: 'refused' },
  unknown: { tone: 'warn', text: 'outcome unknown' },
}
const UNKNOWN = 'No outcome was recorded: it is still running, or the console stopped before it ended.'

/** How it ended, and where a record is kept in this process only. */
export function AuditResultTag({ result, problem, durable, breakGlass }: AuditRecord) {
  const { tone, text } = LOOK[result]
  const tips = [
    ...(result === 'unknown' ? [UNKNOWN] : []),
    ...(problem === null ? [] : [problem]),
    ...(breakGlass ? ['Made while the audit log could not be written: the second sink had acknowledged it.'] : []),
    ...(durable ? [] : ['Kept in this process only, and lost when it stops.']),
  ]
  return (
    <StatusTag tone={tone} tip={tips.join(' ') || undefined}>
      {durable ? text : `${text} (not stored)`}
    </StatusTag>
  )
}

import { StatusTag } from '#components/ui/status-tag.tsx'
import type { AnalysisFinding } from './findings-of.ts'

/** What stands out in the figures. */
export function AnalysisFindings({ findings }: { findings: readonly AnalysisFinding[] }) {
  if (findings.length === 0) return null
  return (
    <ul aria-label="What stands out" className="rounded-lg border border-line bg-surface">
      {findings.map(({ id, tone, title, text }) => (
        <li
          key={id}
          className="grid grid-cols-[11rem_1fr] gap-x-3 border-b border-line px-3 py-1.5 last:border-0 max-sm:grid-cols-1"
        >
          <span>
            <StatusTag tone={tone}>{title}</StatusTag>
          </span>
          <p className="min-w-0 break-words">{text}</p>
        </li>
      ))}
    </ul>
  )
}

import { isAppError } from '#lib/errors.ts'
import { StatusShape } from '#components/ui/status-tag.tsx'
import { ClockTime } from '#components/ui/relative-time.tsx'

/** Above rows that could not be refreshed: why, and how old they are. */
export function StaleNotice({ error, at }: { error: Error; at: number }) {
  return (
    <p className="flex items-start gap-2 border-t border-line bg-warn-soft px-4 py-1.5">
      <StatusShape tone="warn" className="mt-1.5 text-warn" />
      <span>
        Not refreshed since <ClockTime at={at} />
        {/* Of a cluster that does not answer, the banner above the page says more. */}
        {isAppError(error) && error.code === 'CLUSTER_UNREACHABLE' ? '.' : `: ${error.message}`}
      </span>
    </p>
  )
}

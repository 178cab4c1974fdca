import { History, Waypoints } from 'lucide-react'
import { ButtonLink } from '#components/ui/button.tsx'
import type { Message } from '#lib/contract/messages.ts'
import { historyPath, tracePath } from '#lib/page-paths.ts'
import { exactKey, traceLeads } from '#lib/trace/trace-leads.ts'

/** Where a record leads: to the versions of its key, and to the records of other topics that bear the same id. */
export function RecordLinks({ cluster, message }: { cluster: string; message: Message }) {
  const key = exactKey(message.key)
  const leads = traceLeads(message)
  if (key === null && leads.length === 0) return null
  return (
    <p className="mt-2 flex flex-wrap gap-1.5">
      {key ? (
        <ButtonLink size="small" href={historyPath({ cluster, topic: message.topic }, key.text, key.format)}>
          <History size={13} aria-hidden /> History of this key
        </ButtonLink>
      ) : null}
      {leads.map((lead) => (
        <ButtonLink
          key={lead.label}
          size="small"
          href={tracePath(cluster, lead, message)}
          data-tip={`Follow ${lead.value} through all topics`}
        >
          <Waypoints size={13} aria-hidden /> {lead.label}
        </ButtonLink>
      ))}
    </p>
  )
}

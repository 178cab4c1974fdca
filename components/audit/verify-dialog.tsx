'use client'

import { useQuery } from '@tanstack/react-query'
import { Dialog } from '#components/ui/dialog.tsx'
import { StatusTag, type Tone } from '#components/ui/status-tag.tsx'
import type { AuditChain, ChainVerdict } from '#lib/contract/audit-chain.ts'
import { formatCount, plural } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'
import { chainOptions } from '#lib/queries/audit.ts'

const VERDICT: Record<ChainVerdict, { tone: Tone; text: string; meaning: string }> = {
  ok: { tone: 'ok', text: 'whole', meaning: 'Nothing is missing, changed or written by another client.' },
  startExpired: {
    tone: 'ok',
    text: 'start expired',
    meaning: 'The oldest records have expired; all later ones are there.',
  },
  foreignKey: {
    tone: 'warn',
    text: 'foreign key',
    meaning: 'Some records cannot be verified with the keys of this console.',
  },
  gap: { tone: 'bad', text: 'gap', meaning: 'Records are missing that have not expired.' },
  altered: { tone: 'bad', text: 'altered', meaning: 'Records were changed, copied, or written by another client.' },
}

/** Reads the whole audit log of a cluster and says whether it is whole. */
export function VerifyDialog({ cluster, onClose }: { cluster: string; onClose: () => void }) {
  const { data, error, isFetching } = useQuery(chainOptions(cluster))
  const [chain] = data?.clusters ?? []
  return (
    <Dialog
      open
      onClose={onClose}
      title="Audit log integrity"
      description="Each record is signed and names the one before it."
    >
      {isFetching && <p className="text-muted">Reading the whole audit log…</p>}
      {error && <p className="text-bad">{error.message}</p>}
      {chain && !isFetching && <Chain chain={chain} />}
    </Dialog>
  )
}

function Chain({ chain }: { chain: AuditChain }) {
  const { verdict, problem, records, writers, retentionMs, problems, endOffset, checkpoints } = chain
  const look = verdict && VERDICT[verdict]
  return (
    <div className="space-y-3">
      {look ? (
        <p>
          <StatusTag tone={look.tone}>{look.text}</StatusTag> <span className="ml-1">{look.meaning}</span>
        </p>
      ) : (
        <p className="text-warn">{problem}</p>
      )}
      {problems.length > 0 && (
        <ul className="list-disc space-y-1 pl-4">
          {problems.map(({ text, from, to, count }) => (
            <li key={text}>
              {text} <span className="text-muted">{placeOf(from, to, count)}</span>
            </li>
          ))}
        </ul>
      )}
      <p className="text-muted">
        {endOffset === null
          ? 'Nothing was recorded on this cluster yet.'
          : `${plural(records, 'record')} in order by ${plural(writers, 'writer')}; retention ${retentionMs === null ? 'forever' : formatDuration(retentionMs)}.`}
        {checkpoints.compared > 0 &&
          ` ${formatCount(checkpoints.found)} of ${plural(checkpoints.compared, 'checkpoint')} found.`}
      </p>
      <p className="text-muted">
        That the newest records are missing only shows by a checkpoint: a line of the second sink, or this console’s own
        last record.
      </p>
    </div>
  )
}

function placeOf(from: string | null, to: string | null, count: number): string {
  const place = from === null ? '' : from === to || to === null ? `offset ${from}, ` : `offsets ${from} to ${to}, `
  return `(${place}${plural(count, 'record')})`
}

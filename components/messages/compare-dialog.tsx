'use client'

import { useQuery } from '@tanstack/react-query'
import { ArrowLeftRight } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { AbsoluteTime } from '#components/ui/relative-time.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { Message } from '#lib/contract/messages.ts'
import { formatCount, plural } from '#lib/format/numbers.ts'
import { type ChosenFormats, messageOptions, type RecordAt } from '#lib/queries/messages.ts'
import { CompareRows } from './compare-rows.tsx'
import { compareSections } from './compare-sections.ts'

/** Two records of a topic side by side: what is not the same stands out, what is the same folds away. */
export function CompareDialog({
  at,
  left,
  right,
  formats,
  onClose,
  onSwap,
}: {
  at: { cluster: string; topic: string }
  left: RecordAt
  right: RecordAt
  formats: ChosenFormats
  onClose: () => void
  onSwap: () => void
}) {
  const [sorted, setSorted] = useState(false)
  const one = useQuery(messageOptions(at, left, formats))
  const other = useQuery(messageOptions(at, right, formats))
  const sections = useMemo(
    () => (one.data && other.data ? compareSections(one.data, other.data, { sorted }) : null),
    [one.data, other.data, sorted],
  )
  const failed = one.error && !one.data ? one : other.error && !other.data ? other : null
  const changes = sections?.reduce((sum, section) => sum + section.changes, 0)
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="Two records compared"
      description={
        changes === undefined
          ? 'Loading both …'
          : changes === 0
            ? 'Key, value and headers are the same.'
            : `${plural(changes, 'line differs', 'lines differ')}.`
      }
      footer={
        <>
          <span className="mr-auto">
            <Checkbox checked={sorted} onChange={setSorted} label="The order of fields does not count" />
          </span>
          <Button onClick={onSwap}>
            <ArrowLeftRight size={14} aria-hidden /> Swap
          </Button>
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      {failed ? (
        <ErrorPanel
          what="load one of the records"
          error={failed.error}
          retrying={failed.isFetching}
          onRetry={() => void failed.refetch()}
        />
      ) : null}
      {!failed && !sections ? (
        <div className="flex flex-col gap-2.5">
          {Array.from({ length: 8 }, (_, index) => (
            <Skeleton key={index} className="w-full" />
          ))}
        </div>
      ) : null}
      {one.data && other.data && sections ? (
        <>
          <div className="grid grid-cols-2 gap-3">
            <Place message={one.data} />
            <Place message={other.data} />
          </div>
          {sections.map((section) => (
            <CompareRows key={section.title} section={section} />
          ))}
        </>
      ) : null}
    </Dialog>
  )
}

function Place({ message: { partition, offset, timestamp } }: { message: Message }) {
  return (
    <div className="min-w-0">
      <p className="font-mono font-semibold">
        {partition} / {formatCount(offset)}
      </p>
      <p className="text-sm text-muted">{timestamp < 0 ? 'no time' : <AbsoluteTime at={timestamp} />}</p>
    </div>
  )
}

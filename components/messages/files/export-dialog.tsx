'use client'

import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Select } from '#components/ui/select.tsx'
import { formatCount } from '#lib/format/numbers.ts'
import { exportUrl } from '#lib/queries/files.ts'
import { searchEstimateOptions, type SearchParams } from '#lib/queries/search.ts'
import { estimateWords } from '../search/search-words.ts'

type Format = 'ndjson' | 'csv'

const LIMITS = ['all', '1000', '10000', '100000', '1000000'] as const

/** Downloads what the page shows, and everything else of the same search, as a file. */
export function ExportDialog({
  at,
  resolve,
  columns,
  onClose,
}: {
  at: { cluster: string; topic: string }
  /** What the page asks the server for, at a time. */
  resolve: (now: number) => SearchParams
  /** The ids of the columns that are shown. */
  columns: readonly string[]
  onClose: () => void
}) {
  const [format, setFormat] = useState<Format>('ndjson')
  const [limit, setLimit] = useState<(typeof LIMITS)[number]>('all')
  const [shown, setShown] = useState(true)
  const [mark, setMark] = useState(false)
  const estimate = useQuery(searchEstimateOptions(at, `export ${JSON.stringify(resolve(0))}`, resolve))
  const download = () => {
    const { limit: _, ...asked } = resolve(Date.now())
    const link = document.createElement('a')
    link.href = exportUrl(at, {
      ...asked,
      format,
      ...(limit === 'all' ? {} : { limit: Number(limit) }),
      ...(format === 'csv' && mark ? { bom: 'true' as const } : {}),
      ...(format === 'csv' && shown ? { columns: [...columns] } : {}),
    })
    link.download = ''
    link.click()
    onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Export records"
      description="All records of this range and search, not only those that are loaded. They are sent as they are read."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" onClick={download} disabled={estimate.error !== null}>
            <Download size={14} aria-hidden /> Download
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3.5">
        <div className="flex flex-col items-start gap-1">
          <Segmented
            label="File format"
            value={format}
            options={[
              { value: 'ndjson', label: 'NDJSON' },
              { value: 'csv', label: 'CSV' },
            ]}
            onChange={setFormat}
          />
          <p className="text-sm text-muted">
            {format === 'ndjson'
              ? 'A line per record, byte for byte: what is no text stands there as base64. Can be imported again.'
              : 'For spreadsheets: values as they are shown, formulas disarmed. It cannot be imported.'}
          </p>
        </div>
        <Field label="How many">
          {(control) => (
            <Select
              {...control}
              value={limit}
              options={LIMITS.map((value) => ({
                value,
                label: value === 'all' ? 'All of them' : `The first ${formatCount(value)}`,
              }))}
              onChange={setLimit}
            />
          )}
        </Field>
        {format === 'csv' ? (
          <>
            <Checkbox checked={shown} onChange={setShown} label="The columns of the list, in their order" />
            <Checkbox checked={mark} onChange={setMark} label="With a byte-order mark, for Excel" />
          </>
        ) : null}
        {estimate.error ? <p className="text-sm text-bad">{estimate.error.message}</p> : null}
        {estimate.data ? <p className="text-sm text-muted">Reads {estimateWords(estimate.data)}.</p> : null}
      </div>
    </Dialog>
  )
}

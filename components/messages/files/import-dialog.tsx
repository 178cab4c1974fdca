'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { Select } from '#components/ui/select.tsx'
import { toastDone } from '#components/ui/toasts.ts'
import { formatBytes, plural } from '#lib/format/numbers.ts'
import { importFile, type ImportOptions } from '#lib/queries/files.ts'

const PARTITIONING = [
  { value: 'original', label: 'Into the partition each line names' },
  { value: 'key', label: 'By the hash of its key' },
] as const
const TIMESTAMPS = [
  { value: 'keep', label: 'As in the file' },
  { value: 'now', label: 'The time of the import' },
] as const

/** Writes the records of an exported file into the topic: checked first, then for good. */
export function ImportDialog({
  at,
  onClose,
  onImported,
}: {
  at: { cluster: string; topic: string }
  onClose: () => void
  onImported: () => void
}) {
  const [file, setFile] = useState<File | null>(null)
  const [partitioning, setPartitioning] = useState<'original' | 'key'>('original')
  const [timestamps, setTimestamps] = useState<'keep' | 'now'>('keep')
  const [reason, setReason] = useState('')
  const options: ImportOptions = {
    partitioning,
    timestamps,
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
  }
  const check = useMutation({
    mutationFn: async (chosen: File) => importFile(at, { ...options, dryRun: 'true' }, chosen),
  })
  const write = useMutation({
    mutationFn: async (chosen: File) => importFile(at, options, chosen),
    onSuccess: ({ records }) => {
      toastDone(`${plural(records, 'record')} imported`)
      onImported()
      onClose()
    },
  })
  const busy = check.isPending || write.isPending
  const error = write.error ?? check.error
  const changed = () => {
    check.reset()
    write.reset()
  }
  const checked = check.data
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Import into ${at.topic}`}
      description="An NDJSON file as an export makes it: keys, values and headers are written byte for byte."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {checked ? (
            <Button look="primary" disabled={busy || !file} onClick={() => file && write.mutate(file)}>
              {write.isPending ? 'Importing …' : `Import ${plural(checked.records, 'record')}`}
            </Button>
          ) : (
            <Button look="primary" disabled={busy || !file} onClick={() => file && check.mutate(file)}>
              {check.isPending ? 'Checking …' : 'Check the file'}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-3.5">
        <Field label="File">
          {(control) => (
            <input
              {...control}
              type="file"
              accept=".ndjson,.jsonl,application/x-ndjson"
              disabled={busy}
              onChange={(event) => {
                setFile(event.target.files?.[0] ?? null)
                changed()
              }}
              className="w-full text-sm file:mr-3 file:h-7.5 file:rounded-md file:border file:border-solid file:border-line-strong file:bg-surface file:px-3 file:text-ink"
            />
          )}
        </Field>
        <Field label="Partition">
          {(control) => (
            <Select
              {...control}
              disabled={busy}
              value={partitioning}
              options={PARTITIONING}
              onChange={(value) => {
                setPartitioning(value)
                changed()
              }}
            />
          )}
        </Field>
        <Field label="Time of the records">
          {(control) => (
            <Select {...control} disabled={busy} value={timestamps} options={TIMESTAMPS} onChange={setTimestamps} />
          )}
        </Field>
        <Field label="Reason" optional hint="It stands in the audit.">
          {(control) => <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
        {checked ? (
          <output className="text-sm">
            The file is fine: {plural(checked.records, 'record')} for {plural(checked.partitions.length, 'partition')},{' '}
            {formatBytes(checked.bytes)}.
            {checked.warnings.map((warning) => (
              <span key={warning} className="block text-warn">
                {warning}
              </span>
            ))}
          </output>
        ) : null}
      </div>
      {error ? <ErrorPanel what={write.error ? 'import the file' : 'check the file'} error={error} inDialog /> : null}
    </Dialog>
  )
}

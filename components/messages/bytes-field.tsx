'use client'

import { clsx } from 'clsx'
import { useId } from 'react'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { fieldLook, Input } from '#components/ui/input.tsx'
import { Select } from '#components/ui/select.tsx'
import { isBySchema, SIDE_FORMAT_OPTIONS } from '#lib/format/record-formats.ts'
import type { BytesDraft } from './produce-draft.ts'

/** A key or value to write: its text, the format that makes bytes of it, or null. */
export function BytesField<Draft extends BytesDraft>({
  label,
  draft,
  rows,
  subject,
  error,
  onChange,
}: {
  label: string
  draft: Draft
  /** Whose schema is taken where none is named. */
  subject: string
  rows: number
  error: string | undefined
  onChange: (draft: Draft) => void
}) {
  const id = useId()
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <div className="flex items-center gap-2.5">
        <label htmlFor={id} className="mr-auto text-sm font-medium">
          {label}
        </label>
        <Checkbox checked={draft.isNull} onChange={(isNull) => onChange({ ...draft, isNull })} label="null" />
        <Select
          label={`Format of ${label.toLowerCase()}`}
          value={draft.format}
          options={SIDE_FORMAT_OPTIONS}
          onChange={(format) => onChange({ ...draft, format, isNull: false })}
          className="h-6.5! text-sm"
        />
      </div>
      <textarea
        id={id}
        rows={rows}
        spellCheck={false}
        autoComplete="off"
        disabled={draft.isNull}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        value={draft.isNull ? '' : draft.text}
        placeholder={draft.isNull ? 'null' : undefined}
        onChange={(event) => onChange({ ...draft, text: event.target.value })}
        className={clsx('w-full py-1.5 font-mono text-sm', fieldLook)}
      />
      {isBySchema(draft.format) && !draft.isNull ? (
        <div className="flex items-center gap-2 text-sm text-muted">
          <label htmlFor={`${id}-subject`}>Subject</label>
          <Input
            id={`${id}-subject`}
            mono
            placeholder={subject}
            value={draft.subject ?? ''}
            onChange={(event) => onChange({ ...draft, subject: event.target.value })}
            className="h-6.5! flex-1"
          />
          <span>latest version</span>
        </div>
      ) : null}
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-sm text-bad">
          {error}
        </p>
      ) : null}
    </div>
  )
}

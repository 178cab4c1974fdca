'use client'

import { Plus, X } from 'lucide-react'
import { Button, IconButton } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Input } from '#components/ui/input.tsx'
import { Select } from '#components/ui/select.tsx'
import { FORMAT_OPTIONS } from '#lib/format/record-formats.ts'
import type { HeaderDraft } from './produce-draft.ts'

/** The headers to write, in this order; names may repeat. */
export function HeaderFields({
  headers,
  issueOf,
  onChange,
}: {
  headers: readonly HeaderDraft[]
  issueOf: (path: string) => string | undefined
  onChange: (headers: HeaderDraft[]) => void
}) {
  const change = (id: number, part: Partial<HeaderDraft>) =>
    onChange(headers.map((header) => (header.id === id ? { ...header, ...part } : header)))
  const add = () => {
    const id = Math.max(-1, ...headers.map((header) => header.id)) + 1
    onChange([...headers, { id, name: '', isNull: false, text: '', format: 'text' }])
  }
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1 text-sm font-medium">Headers</legend>
      {headers.map((header, index) => (
        <div key={header.id} className="flex flex-wrap items-center gap-2">
          <Input
            mono
            aria-label={`Name of header ${index + 1}`}
            placeholder="Name"
            value={header.name}
            onChange={(event) => change(header.id, { name: event.target.value })}
            className="min-w-36 flex-1"
          />
          <Input
            mono
            aria-label={`Value of header ${index + 1}`}
            placeholder={header.isNull ? 'null' : 'Value'}
            disabled={header.isNull}
            aria-invalid={issueOf(`headers.${index}`) ? true : undefined}
            data-tip={issueOf(`headers.${index}`)}
            value={header.isNull ? '' : header.text}
            onChange={(event) => change(header.id, { text: event.target.value })}
            className="min-w-44 flex-2"
          />
          <span className="flex items-center gap-2">
            <Checkbox checked={header.isNull} onChange={(isNull) => change(header.id, { isNull })} label="null" />
            <Select
              label={`Format of header ${index + 1}`}
              value={header.format}
              options={FORMAT_OPTIONS}
              onChange={(format) => change(header.id, { format })}
            />
            <IconButton
              label={`Remove header ${index + 1}`}
              size="smallIcon"
              onClick={() => onChange(headers.filter((candidate) => candidate.id !== header.id))}
            >
              <X size={13} aria-hidden />
            </IconButton>
          </span>
        </div>
      ))}
      <Button size="small" className="self-start" onClick={add}>
        <Plus size={13} aria-hidden />
        Add a header
      </Button>
    </fieldset>
  )
}

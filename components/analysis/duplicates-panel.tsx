'use client'

import Link from 'next/link'
import { EnterInput } from '#components/ui/enter-input.tsx'
import { Select } from '#components/ui/select.tsx'
import { StatusTag } from '#components/ui/status-tag.tsx'
import type { Duplicates } from '#lib/contract/analysis.ts'
import { formatCount, plural } from '#lib/format/numbers.ts'
import { Panel } from './panel.tsx'
import { Sample } from './sample.tsx'

const KINDS = [
  { value: 'none', label: 'Not looked for' },
  { value: 'key', label: 'Same key' },
  { value: 'header', label: 'Same header' },
  { value: 'value', label: 'Same field of the value' },
] as const
type Kind = (typeof KINDS)[number]['value']

/** Which id must not occur twice, and the records that bear one twice. */
export function DuplicatesPanel({
  id,
  onChange,
  duplicates,
  recordHref,
}: {
  /** As in the address: key, header:<name>, value:<path>, or nothing. */
  id: string
  onChange: (id: string) => void
  duplicates: Duplicates | null
  recordHref: (place: { partition: number; offset: string }) => string
}) {
  const kind = KINDS.find(({ value }) => value === (id.split(':')[0] || 'none'))?.value ?? 'none'
  const name = id.includes(':') ? id.slice(id.indexOf(':') + 1) : ''
  const choose = (next: Kind) =>
    onChange(next === 'none' ? '' : next === 'key' ? 'key' : next === 'header' ? 'header:id' : 'value:$.id')
  return (
    <Panel title="Duplicates" note={duplicates ? <Summary duplicates={duplicates} /> : 'the same event sent twice'}>
      <div className="flex flex-wrap items-center gap-2 px-3 pb-2">
        <Select label="What must not occur twice" value={kind} options={KINDS} onChange={choose} />
        {kind === 'header' ? (
          <EnterInput label="Header" value={name} onEnter={(text) => onChange(text === '' ? '' : `header:${text}`)} />
        ) : null}
        {kind === 'value' ? (
          <EnterInput
            label="Field"
            placeholder="$.order.id"
            value={name}
            onEnter={(text) => onChange(text === '' ? '' : `value:${text}`)}
          />
        ) : null}
      </div>
      {duplicates && duplicates.items.length > 0 ? (
        <DuplicateTable items={duplicates.items} recordHref={recordHref} />
      ) : null}
      {duplicates && duplicates.ids > duplicates.items.length ? (
        <p className="px-3 pt-1 text-sm text-muted">
          The {duplicates.items.length} most repeated of {plural(duplicates.ids, 'id')} are listed.
        </p>
      ) : null}
      {duplicates && duplicates.unwatched > 0 ? (
        <p className="px-3 pt-1 text-sm text-warn">
          {formatCount(duplicates.watchedIds)} different ids are remembered. {plural(duplicates.unwatched, 'record')}{' '}
          bear further ones, among which repeats are not seen: choose fewer records.
        </p>
      ) : null}
    </Panel>
  )
}

function Summary({ duplicates: { repeats, ids, checked, withoutId } }: { duplicates: Duplicates }) {
  return (
    <span className="inline-flex flex-wrap gap-x-2">
      {repeats > 0 ? (
        <StatusTag tone="warn">
          {plural(repeats, 'repeat')} of {plural(ids, 'id')}
        </StatusTag>
      ) : checked > 0 ? (
        <StatusTag tone="ok">no id occurs twice</StatusTag>
      ) : (
        <StatusTag tone="warn">no record has this id</StatusTag>
      )}
      <span>
        {plural(checked, 'record')} looked at{withoutId > 0 ? `, ${formatCount(withoutId)} have no such id` : ''}
      </span>
    </span>
  )
}

const CELL = 'border-t border-line px-3 py-1 align-top'

function DuplicateTable({
  items,
  recordHref,
}: {
  items: Duplicates['items']
  recordHref: (place: { partition: number; offset: string }) => string
}) {
  const place = (at: { partition: number; offset: string }) => (
    <Link href={recordHref(at)} className="text-accent underline hover:decoration-2">
      {at.partition} / {formatCount(at.offset)}
    </Link>
  )
  return (
    <div className="overflow-x-auto">
      <table className="w-full" aria-label="Repeated ids">
        <thead>
          <tr className="text-left text-sm text-muted">
            <th className="px-3 font-medium">Id</th>
            <th className="px-3 text-right font-medium">Times</th>
            <th className="px-3 font-medium">First at</th>
            <th className="px-3 font-medium">Last at</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={`${item.first.partition}/${item.first.offset}`}>
              <td className={`${CELL} max-w-0 w-full truncate`}>
                <Sample sample={item.id} />
              </td>
              <td className={`${CELL} text-right`}>{formatCount(item.count)}</td>
              <td className={`${CELL} whitespace-nowrap`}>{place(item.first)}</td>
              <td className={`${CELL} whitespace-nowrap`}>{place(item.last)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

'use client'

import type { Header } from '#lib/contract/messages.ts'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { FORMAT_LABEL } from './formats.ts'

/** The headers in their order, duplicates included, each with its type. */
export function RecordHeaders({ headers }: { headers: readonly Header[] }) {
  if (headers.length === 0) return <h3 className="mt-3 font-semibold">No headers</h3>
  const seen = new Map<string, number>()
  return (
    <section aria-label="Headers" className="mt-3">
      <h3 className="mb-1 font-semibold">
        Headers <span className="font-normal text-faint">{headers.length}</span>
      </h3>
      <ul>
        {headers.map((header, index) => {
          const before = seen.get(header.name) ?? 0
          seen.set(header.name, before + 1)
          return <HeaderRow key={index} header={header} repeated={before > 0} />
        })}
      </ul>
    </section>
  )
}

function HeaderRow({ header: { name, value }, repeated }: { header: Header; repeated: boolean }) {
  return (
    <li className="grid grid-cols-[minmax(6rem,2fr)_3fr_auto] items-start gap-x-2.5 border-b border-line py-0.5 last:border-0">
      <span className="font-mono text-sm break-all text-muted">
        {name}
        {repeated ? <span className="font-sans text-faint"> repeated</span> : null}
      </span>
      <span className="max-h-40 min-w-0 overflow-y-auto font-mono text-sm break-words whitespace-pre-wrap">
        {value === null ? <span className="text-faint italic">null</span> : null}
        {value?.sizeBytes === 0 ? <span className="text-faint italic">empty</span> : value?.text}
        {value && value.format !== 'text' && value.format !== 'json' && value.format !== 'empty' ? (
          <span className="font-sans text-faint" data-tip={value.reason}>
            {' '}
            {FORMAT_LABEL[value.format]}
          </span>
        ) : null}
      </span>
      {value ? <CopyButton value={value.text} label={`Copy ${name}`} /> : <span />}
    </li>
  )
}

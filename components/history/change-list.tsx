'use client'

import { clsx } from 'clsx'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import type { JsonChange } from '#lib/json/json-changes.ts'
import { plural } from '#lib/format/numbers.ts'

/** So many are shown at once; the rest on request. */
const SHOWN = 6

/** What changed in a value, path by path. */
export function ChangeList({ changes, more }: { changes: readonly JsonChange[]; more: number }) {
  const [all, setAll] = useState(false)
  const shown = all ? changes : changes.slice(0, SHOWN)
  const hidden = changes.length - shown.length
  return (
    <>
      <ul aria-label="What changed" className="mt-1 flex flex-col gap-0.5 font-mono text-sm">
        {shown.map((change) => (
          <li key={change.path} className="flex flex-wrap items-baseline gap-x-2 break-words">
            <span className="text-muted">{change.path === '' ? 'value' : change.path}</span>
            {change.before === null ? (
              <span className="sr-only">added</span>
            ) : (
              <Side kind="before" text={change.before} />
            )}
            {change.before !== null && change.after !== null ? (
              <span className="text-muted">
                <span aria-hidden>→</span>
                <span className="sr-only">to</span>
              </span>
            ) : null}
            {change.after === null ? (
              <span className="sr-only">removed</span>
            ) : (
              <Side kind="after" text={change.after} />
            )}
          </li>
        ))}
      </ul>
      {hidden > 0 ? (
        <Button size="small" className="mt-1" onClick={() => setAll(true)}>
          {plural(hidden, 'more change')}
        </Button>
      ) : null}
      {all && more > 0 ? <p className="mt-1 text-sm text-muted">and {plural(more, 'further change')}</p> : null}
    </>
  )
}

function Side({ kind, text }: { kind: 'before' | 'after'; text: string }) {
  return (
    <span
      className={clsx(
        'max-w-full min-w-0 rounded-sm px-1 break-words',
        kind === 'before' ? 'bg-bad-soft text-bad line-through decoration-1' : 'bg-ok-soft text-ok',
      )}
    >
      {text}
    </span>
  )
}

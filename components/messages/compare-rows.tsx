'use client'

import { clsx } from 'clsx'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import type { DiffRow } from '#lib/diff/diff-lines.ts'
import { plural } from '#lib/format/numbers.ts'
import type { CompareSection } from './compare-sections.ts'

/** Equal lines that are shown around what changed. */
const AROUND = 3
/** Lines drawn at once; the rest on request. */
const DRAWN = 1000

/** One part of two records in two columns, long equal stretches folded. */
export function CompareRows({ section: { title, rows, changes, cut } }: { section: CompareSection }) {
  const [all, setAll] = useState(false)
  const [more, setMore] = useState(1)
  const parts = all ? [{ rows, hidden: 0 }] : folded(rows)
  const drawn = DRAWN * more
  const ends = parts.map((_, index) => parts.slice(0, index + 1).reduce((sum, part) => sum + part.rows.length, 0))
  const total = ends.at(-1) ?? 0
  return (
    <section aria-label={title} className="mt-3">
      <h3 className="mb-1 flex items-baseline gap-2 font-semibold">
        {title}
        <span className="font-normal text-muted">
          {changes === 0 ? 'the same' : `${plural(changes, 'line differs', 'lines differ')}`}
        </span>
        {cut ? <span className="font-normal text-warn">only the beginning was compared</span> : null}
        {parts.some((part) => part.hidden > 0) ? (
          <Button size="small" className="ml-auto" onClick={() => setAll(true)}>
            Show all lines
          </Button>
        ) : null}
      </h3>
      <div className="overflow-hidden rounded-md border border-line bg-sunken py-1 font-mono text-sm">
        {parts.map((part, index) => {
          const end = ends[index] ?? 0
          const shown = part.rows.slice(0, Math.max(0, drawn - end + part.rows.length))
          return (
            <div key={index}>
              {shown.map((row, at) => (
                <Row key={at} row={row} />
              ))}
              {part.hidden > 0 && end <= drawn ? (
                <p className="px-2.5 py-0.5 font-sans text-faint">… {plural(part.hidden, 'equal line')}</p>
              ) : null}
            </div>
          )
        })}
      </div>
      {total > drawn ? (
        <Button size="small" className="mt-1" onClick={() => setMore(more + 4)}>
          Show more lines
        </Button>
      ) : null}
    </section>
  )
}

const LOOK = {
  same: ['', ''],
  changed: ['bg-warn-soft', 'bg-warn-soft'],
  removed: ['bg-bad-soft', ''],
  added: ['', 'bg-ok-soft'],
}
const SIGN = { same: [' ', ' '], changed: ['~', '~'], removed: ['−', ' '], added: [' ', '+'] }
const WORD = { same: '', changed: 'changed: ', removed: 'only left: ', added: 'only right: ' }

function Row({ row: { kind, left, right } }: { row: DiffRow }) {
  return (
    <div className="grid grid-cols-2 gap-px">
      {[left, right].map((text, side) => (
        <div key={side} className={clsx('flex min-w-0 gap-1.5 px-2', LOOK[kind][side])}>
          <span aria-hidden className="w-3 shrink-0 text-muted">
            {SIGN[kind][side]}
          </span>
          {kind !== 'same' && text !== null ? <span className="sr-only">{WORD[kind]}</span> : null}
          <span className="min-w-0 break-words whitespace-pre-wrap">{text ?? ''}</span>
        </div>
      ))}
    </div>
  )
}

/** The rows in stretches, each followed by how many equal ones are left out after it. */
function folded(rows: readonly DiffRow[]): { rows: DiffRow[]; hidden: number }[] {
  const near = rows.map(() => false)
  for (const [index, { kind }] of rows.entries()) {
    if (kind === 'same') continue
    for (let at = Math.max(0, index - AROUND); at <= Math.min(rows.length - 1, index + AROUND); at += 1) near[at] = true
  }
  const parts: { rows: DiffRow[]; hidden: number }[] = [{ rows: [], hidden: 0 }]
  for (const [index, row] of rows.entries()) {
    const last = parts.at(-1)
    if (!last) break
    if (!near[index]) last.hidden += 1
    else if (last.hidden === 0) last.rows.push(row)
    else parts.push({ rows: [row], hidden: 0 })
  }
  return parts
}

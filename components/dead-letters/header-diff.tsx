'use client'

import { useMemo } from 'react'
import type { ReplayPlan } from '#lib/contract/replays.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { type HeaderLine, headerLines, shownLines } from './header-lines.ts'

const LOOK = { '-': 'text-faint', '+': 'text-ok', ' ': '' } as const

/** What happens to the headers, on the first of the records. */
export function HeaderDiff({ samples }: { samples: ReplayPlan['samples'] }) {
  const [sample] = samples
  const lines = useMemo(() => (sample ? headerLines(sample.before, sample.after) : []), [sample])
  if (!sample) return null
  const shown = shownLines(lines)
  const count = (sign: HeaderLine['sign']) => formatCount(lines.filter((line) => line.sign === sign).length)
  return (
    <details open className="rounded-md bg-sunken">
      <summary className="cursor-pointer px-3 py-1.5 text-sm text-muted">
        Headers: {count('-')} taken away, {count(' ')} kept, {count('+')} added
        <span className="text-faint">
          {' '}
          · record {sample.record.partition} @ {sample.record.offset}
        </span>
      </summary>
      <ul className="px-3 pb-2 font-mono text-xs leading-5">
        {shown.map(({ sign, header }, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- names repeat; a line is its place
          <li key={index} className={`truncate whitespace-pre ${LOOK[sign]}`}>
            <span aria-hidden>{sign} </span>
            <span className="sr-only">{sign === '-' ? 'taken away: ' : sign === '+' ? 'added: ' : 'kept: '}</span>
            {header.name}: {clip(header.value?.text ?? 'null')}
          </li>
        ))}
        {shown.length < lines.length ? (
          <li className="font-sans text-muted">and {formatCount(lines.length - shown.length)} more, not shown</li>
        ) : null}
      </ul>
    </details>
  )
}

function clip(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 80 ? `${line.slice(0, 80)}…` : line
}

'use client'

import { clsx } from 'clsx'
import { useRef } from 'react'
import { openRowByClick, RowLink } from '#components/data-table/row-link.tsx'
import { HEAD_HEIGHT, ROW_HEIGHT } from '#components/data-table/grid-rows.tsx'
import { useRowKeys } from '#components/data-table/use-row-keys.ts'
import { useRowWindow } from '#components/data-table/use-row-window.ts'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { DeadLetter } from '#lib/contract/dead-letters.ts'
import { LetterState } from './letter-state.tsx'
import { placeOf } from './place-of.ts'
import { shortClass } from './short-class.ts'

const HEAD = 'sticky top-0 z-10 h-7.5 border-b border-line bg-sunken px-2.5 text-left text-sm font-medium text-muted'
const CELL = 'h-8 truncate border-b border-line px-2.5'

/** Dead letters, the newest first: why, where from, and the failing record. */
export function LetterList({
  letters,
  chosen,
  open,
  onChoose,
  onOpen,
  more,
}: {
  letters: readonly DeadLetter[] | undefined
  chosen: readonly string[]
  open: string
  onChoose: (places: string[]) => void
  onOpen: (place: string) => void
  /** The row after the last one: how to get more. */
  more: React.ReactNode
}) {
  const scroller = useRef<HTMLDivElement>(null)
  const rows = letters ?? []
  const places = rows.map(placeOf)
  const shown = useRowWindow(scroller, rows.length, { rowHeight: ROW_HEIGHT, headHeight: HEAD_HEIGHT })
  const { onRowFocus } = useRowKeys(rows.length, {
    reveal: shown.reveal,
    scroller: () => scroller.current,
    start: () => places.indexOf(open),
  })
  const marked = new Set(chosen)
  const toggle = (place: string, on: boolean) =>
    onChoose(on ? [...chosen, place] : chosen.filter((one) => one !== place))

  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-auto border-t border-line">
      <table
        aria-label="Dead letters"
        aria-rowcount={rows.length + 1}
        aria-busy={letters === undefined}
        className="w-full table-fixed md:min-w-200 border-separate border-spacing-0"
      >
        <thead>
          <tr>
            <th className={clsx(HEAD, 'w-11 pl-4')}>
              <Checkbox
                label="Choose all that are shown"
                labelHidden
                checked={rows.length > 0 && places.every((place) => marked.has(place))}
                indeterminate={chosen.length > 0 && !places.every((place) => marked.has(place))}
                onChange={(on) => onChoose(on ? places : [])}
              />
            </th>
            <th className={clsx(HEAD, 'md:w-44')}>Exception</th>
            <th className={clsx(HEAD, 'w-40 max-md:hidden')}>Came from</th>
            <th className={clsx(HEAD, 'w-24')}>Time</th>
            <th className={clsx(HEAD, 'w-28 max-md:hidden')}>Key</th>
            <th className={clsx(HEAD, 'max-md:hidden')}>Value</th>
            <th className={clsx(HEAD, 'w-30')}>State</th>
          </tr>
        </thead>
        <tbody>
          {letters === undefined ? <SkeletonRows /> : null}
          {shown.before > 0 ? <tr aria-hidden style={{ height: shown.before }} /> : null}
          {rows.slice(shown.first, shown.last).map((letter, offset) => {
            const index = shown.first + offset
            const place = placeOf(letter)
            return (
              <LetterRow
                key={place}
                letter={letter}
                index={index}
                open={open === place}
                marked={marked.has(place)}
                onMark={(on) => toggle(place, on)}
                onOpen={() => onOpen(place)}
                onFocus={() => onRowFocus(index)}
              />
            )
          })}
          {shown.after > 0 ? <tr aria-hidden style={{ height: shown.after }} /> : null}
        </tbody>
      </table>
      {more}
    </div>
  )
}

function LetterRow({
  letter,
  index,
  open,
  marked,
  onMark,
  onOpen,
  onFocus,
}: {
  letter: DeadLetter
  index: number
  open: boolean
  marked: boolean
  onMark: (on: boolean) => void
  onOpen: () => void
  onFocus: () => void
}) {
  const { message, exceptionClass, exceptionMessage } = letter
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the link inside does the same by keyboard
    <tr
      data-row={index}
      aria-rowindex={index + 2}
      aria-selected={open}
      onClick={openRowByClick}
      onFocus={onFocus}
      className={clsx('cursor-pointer', open ? 'bg-accent-soft shadow-[inset_2px_0_var(--accent)]' : 'hover:bg-hover')}
    >
      <td className={clsx(CELL, 'pl-4')}>
        <Checkbox label={`Choose ${placeOf(letter)}`} labelHidden checked={marked} onChange={onMark} />
      </td>
      <td className={CELL}>
        <RowLink row={letter} target={{ open: onOpen }}>
          {exceptionClass === null ? (exceptionMessage ?? 'No exception known') : shortClass(exceptionClass)}
        </RowLink>
      </td>
      <td className={clsx(CELL, 'max-md:hidden')}>{originText(letter)}</td>
      <td className={CELL}>
        <RelativeTime at={letter.failedAt ?? message.timestamp} />
      </td>
      <td className={clsx(CELL, 'font-mono text-sm max-md:hidden')}>
        {message.key?.text ?? <span className="text-faint">null</span>}
      </td>
      <td className={clsx(CELL, 'font-mono text-sm max-md:hidden')}>
        {message.value?.text ?? <span className="text-faint">null</span>}
      </td>
      <td className={CELL}>
        <LetterState letter={letter} />
      </td>
    </tr>
  )
}

function originText({ origin }: DeadLetter): string {
  if (!origin) return 'not told'
  return `${origin.topic}${origin.partition === null ? '' : ` · ${origin.partition}`}${origin.offset === null ? '' : ` @ ${origin.offset}`}`
}

function SkeletonRows() {
  return Array.from({ length: 12 }, (_, row) => (
    // oxlint-disable-next-line react/no-array-index-key -- the rows are all the same
    <tr key={row}>
      <td colSpan={7} className="h-8 border-b border-line px-4">
        <Skeleton className="w-96" />
      </td>
    </tr>
  ))
}

'use client'

import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { useId, useState } from 'react'
import type { ColumnChoice } from '#components/data-table/use-column-choice.ts'
import { Button, IconButton } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Input } from '#components/ui/input.tsx'
import type { Message } from '#lib/contract/messages.ts'
import { columnIdOf, fixedColumns, suggestedColumns } from './column-choices.ts'
import { ownLabel } from './record-columns.tsx'

const SHOWN_SUGGESTIONS = 24

/** Chooses the columns of a topic's records, their order, and fields of the records as columns of their own. */
export function ColumnsDialog({
  ids,
  choice,
  rows,
  onClose,
}: {
  /** The columns as they stand, without the first. */
  ids: readonly string[]
  choice: ColumnChoice
  rows: readonly Message[]
  onClose: () => void
}) {
  const fixed = fixedColumns('utc')
  const labelOf = (id: string) => fixed.find((column) => column.id === id)?.header ?? ownLabel(id)
  const [path, setPath] = useState('')
  const [wrong, setWrong] = useState(false)
  const field = useId()
  const move = (index: number, by: number) => {
    const next = [...ids]
    const [moved] = next.splice(index, 1)
    if (moved !== undefined) next.splice(index + by, 0, moved)
    choice.setShown(next)
  }
  const show = (id: string) => {
    // Beside the value, which takes the room that is left.
    const before = ids.indexOf('value')
    choice.setShown(before < 0 ? [...ids, id] : [...ids.slice(0, before), id, ...ids.slice(before)])
  }
  const add = (text: string) => {
    const id = columnIdOf(text)
    setWrong(id === null)
    if (id === null) return
    setPath('')
    if (!ids.includes(id)) show(id)
  }
  const hidden = fixed.filter((column) => !ids.includes(column.id))
  const suggestions = suggestedColumns(rows).filter((text) => !ids.includes(columnIdOf(text) ?? text))
  return (
    <Dialog
      open
      onClose={onClose}
      title="Columns"
      description="For this topic, in this browser; a link carries them along."
      footer={
        <>
          <Button className="mr-auto" onClick={choice.reset}>
            As at first
          </Button>
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <form
        className="flex items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          add(path)
        }}
      >
        <Input
          mono
          id={field}
          aria-label="Field to show as a column"
          placeholder="customer.id, items[0].sku, key:id, header:source"
          aria-invalid={wrong ? true : undefined}
          value={path}
          onChange={(event) => {
            setPath(event.target.value)
            setWrong(false)
          }}
          className="flex-1"
        />
        <Button type="submit" disabled={path.trim() === ''}>
          <Plus size={14} aria-hidden /> Add
        </Button>
      </form>
      {wrong ? (
        <p role="alert" className="mt-1 text-sm text-bad">
          That is no path: names with dots between them, [0] for an item, [&quot;a b&quot;] for other names.
        </p>
      ) : null}
      {suggestions.length > 0 || hidden.length > 0 ? (
        <ul aria-label="To add" className="mt-2.5 flex flex-wrap gap-1.5">
          {hidden.map((column) => (
            <li key={column.id}>
              <Button size="small" onClick={() => show(column.id)}>
                <Plus size={12} aria-hidden /> {column.header}
              </Button>
            </li>
          ))}
          {suggestions.slice(0, SHOWN_SUGGESTIONS).map((text) => (
            <li key={text} className="max-w-full">
              <Button size="small" className="max-w-full font-mono font-normal" onClick={() => add(text)}>
                <Plus size={12} aria-hidden /> <span className="truncate">{text}</span>
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <ol aria-label="Shown" className="mt-3 rounded-md border border-line">
        {ids.map((id, index) => (
          <li key={id} className="flex h-8.5 items-center gap-1 border-b border-line pr-1.5 pl-2.5 last:border-0">
            <span className={`mr-auto min-w-0 truncate ${id.includes(':') ? 'font-mono text-sm' : ''}`}>
              {labelOf(id)}
            </span>
            <IconButton
              label={`Move ${labelOf(id)} to the left`}
              size="smallIcon"
              disabled={index === 0}
              onClick={() => move(index, -1)}
            >
              <ArrowUp size={13} aria-hidden />
            </IconButton>
            <IconButton
              label={`Move ${labelOf(id)} to the right`}
              size="smallIcon"
              disabled={index === ids.length - 1}
              onClick={() => move(index, 1)}
            >
              <ArrowDown size={13} aria-hidden />
            </IconButton>
            <IconButton
              label={`Hide ${labelOf(id)}`}
              size="smallIcon"
              onClick={() => choice.setShown(ids.filter((other) => other !== id))}
            >
              <X size={13} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ol>
    </Dialog>
  )
}

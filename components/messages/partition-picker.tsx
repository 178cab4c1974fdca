'use client'

import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Input } from '#components/ui/input.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { parsePartitions } from './parse-partitions.ts'

/** Up to here each partition has a line of its own. */
const LISTED = 64

/** Which partitions are read: all of them, or some. */
export function PartitionPicker({
  chosen,
  count,
  onChange,
}: {
  chosen: readonly number[]
  count: number | undefined
  onChange: (partitions: number[]) => void
}) {
  if (count !== undefined && count > LISTED) return <PartitionText chosen={chosen} count={count} onChange={onChange} />
  return (
    <Menu
      button={(props) => (
        <Button {...props} className="font-normal">
          {labelOf(chosen)} <ChevronDown size={14} aria-hidden className="text-muted" />
        </Button>
      )}
      entries={[
        { kind: 'action', id: 'all', label: 'All partitions', onSelect: () => onChange([]) },
        { kind: 'line', id: 'line' },
        ...Array.from({ length: count ?? 0 }, (_, partition) => ({
          kind: 'check' as const,
          id: String(partition),
          label: `Partition ${partition}`,
          checked: chosen.includes(partition),
          onChange: (checked: boolean) =>
            onChange(
              checked
                ? [...chosen, partition].toSorted((a, b) => a - b)
                : chosen.filter((candidate) => candidate !== partition),
            ),
        })),
      ]}
    />
  )
}

function PartitionText({
  chosen,
  count,
  onChange,
}: {
  chosen: readonly number[]
  count: number
  onChange: (partitions: number[]) => void
}) {
  const [text, setText] = useState(chosen.join(', '))
  const parsed = parsePartitions(text, count)
  return (
    <Input
      mono
      aria-label="Partitions"
      aria-invalid={parsed === null ? true : undefined}
      data-tip={parsed === null ? `Numbers from 0 to ${count - 1}, like 3, 7-9` : undefined}
      placeholder={`All ${count} partitions`}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => {
        if (parsed) onChange(parsed)
      }}
      className="w-36"
    />
  )
}

function labelOf(chosen: readonly number[]): string {
  if (chosen.length === 0) return 'All partitions'
  if (chosen.length === 1) return `Partition ${chosen[0]}`
  return chosen.length <= 4 ? `Partitions ${chosen.join(', ')}` : `${chosen.length} partitions`
}

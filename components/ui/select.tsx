import { clsx } from 'clsx'
import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'

/** A choice of one from a short list; the platform's own control, so that it works on every device. */
export function Select<Value extends string>({
  label,
  options,
  onChange,
  className,
  ...props
}: Omit<ComponentProps<'select'>, 'onChange' | 'value' | 'children'> & {
  /** Read out, where the page shows no label of its own. */
  label?: string
  value: Value
  options: readonly { value: Value; label: string }[]
  onChange: (value: Value) => void
}) {
  return (
    <span className={clsx('relative inline-flex', className)}>
      <select
        {...props}
        aria-label={label}
        onChange={(event) => {
          const option = options.find((candidate) => candidate.value === event.target.value)
          if (option) onChange(option.value)
        }}
        className="h-7.5 w-full cursor-pointer appearance-none rounded-md border border-line-strong bg-surface pr-7 pl-2.5 hover:bg-hover"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown size={14} aria-hidden className="pointer-events-none absolute top-2 right-2 text-muted" />
    </span>
  )
}

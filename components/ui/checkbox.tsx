'use client'

/** A checkbox with its label; `indeterminate` for "some of them". */
export function Checkbox({
  label,
  labelHidden = false,
  checked,
  indeterminate = false,
  onChange,
}: {
  label: string
  labelHidden?: boolean
  checked: boolean
  indeterminate?: boolean
  onChange: (checked: boolean) => void
}) {
  return (
    <label className="flex items-center gap-2 select-none">
      <input
        type="checkbox"
        checked={checked}
        ref={(input) => {
          if (input) input.indeterminate = indeterminate
        }}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 shrink-0 accent-accent"
      />
      <span className={labelHidden ? 'sr-only' : ''}>{label}</span>
    </label>
  )
}

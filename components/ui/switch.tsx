'use client'

import { Switch as Base } from '@base-ui/react/switch'

export function Switch({
  label,
  checked,
  onChange,
}: {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
}) {
  return (
    <label className="flex h-7.5 shrink-0 items-center gap-2 whitespace-nowrap text-muted select-none">
      <Base.Root
        checked={checked}
        onCheckedChange={onChange}
        className="flex h-4 w-7 shrink-0 rounded-full border border-field bg-sunken p-px transition-colors data-checked:border-accent data-checked:bg-accent"
      >
        <Base.Thumb className="size-3 rounded-full bg-muted transition-[translate,background-color] duration-150 data-checked:translate-x-3 data-checked:bg-on-accent" />
      </Base.Root>
      {label}
    </label>
  )
}

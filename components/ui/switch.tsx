/** Something that is on or off, at once. */
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
    <label className="flex h-7.5 shrink-0 cursor-pointer items-center gap-2 whitespace-nowrap text-muted select-none">
      <input
        type="checkbox"
        role="switch"
        aria-checked={checked}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="flex h-4 w-7 shrink-0 cursor-pointer appearance-none rounded-full border border-field bg-sunken p-px transition-colors before:size-3 before:rounded-full before:bg-muted before:transition-[translate] before:duration-150 checked:border-accent checked:bg-accent checked:before:translate-x-3 checked:before:bg-on-accent"
      />
      {label}
    </label>
  )
}

import { nameText } from '#lib/format/names.ts'
import { CopyButton } from './copy-button.tsx'

/** A name as a page's title: cut off where it is too long, whole in a tip, and copyable. */
export function NameTitle({ name }: { name: string }) {
  const shown = nameText(name)
  return (
    <span className="flex min-w-0 items-center gap-1">
      <span data-clip className="truncate">
        {shown}
      </span>
      <CopyButton value={name} label={`Copy the name ${shown}`} />
    </span>
  )
}

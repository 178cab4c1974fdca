import { clsx } from 'clsx'

/** A grey bar where text will stand. Give it the width of that text. */
export function Skeleton({ className }: { className?: string | undefined }) {
  return (
    <span
      aria-hidden
      className={clsx('inline-block h-2.5 animate-breathe rounded-sm bg-line align-middle', className)}
    />
  )
}

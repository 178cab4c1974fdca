import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

export const fieldLook =
  'rounded-md border border-field bg-surface px-2.5 text-base text-ink aria-invalid:border-bad disabled:cursor-not-allowed disabled:bg-sunken disabled:text-muted'

export function Input({ className, mono = false, ...props }: ComponentProps<'input'> & { mono?: boolean }) {
  return (
    <input
      autoComplete="off"
      spellCheck={false}
      {...props}
      className={clsx('h-7.5 min-w-0', fieldLook, mono && 'font-mono text-sm', className)}
    />
  )
}

export function Textarea({ className, ...props }: ComponentProps<'textarea'>) {
  return <textarea rows={2} {...props} className={clsx('w-full py-1.5', fieldLook, className)} />
}

/** An input with something before and after the text, inside the same frame. */
export function InputFrame({
  before,
  after,
  className,
  ...props
}: ComponentProps<'input'> & { before?: ReactNode; after?: ReactNode }) {
  return (
    <label
      className={clsx(
        'flex h-7.5 min-w-0 items-center gap-2 focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-accent',
        fieldLook,
        className,
      )}
    >
      {before}
      <input autoComplete="off" spellCheck={false} {...props} className="w-full min-w-0 bg-transparent outline-none" />
      {after}
    </label>
  )
}

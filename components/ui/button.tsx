import { clsx } from 'clsx'
import { cva, type VariantProps } from 'class-variance-authority'
import Link from 'next/link'
import type { ComponentProps } from 'react'

const button = cva(
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap select-none transition-colors disabled:cursor-not-allowed disabled:opacity-55',
  {
    variants: {
      look: {
        plain: 'border-line-strong bg-surface text-ink hover:not-disabled:bg-hover',
        primary:
          'border-accent bg-accent text-on-accent hover:not-disabled:border-accent-strong hover:not-disabled:bg-accent-strong',
        danger: 'border-bad bg-bad text-on-bad hover:not-disabled:border-bad-strong hover:not-disabled:bg-bad-strong',
        quiet: 'border-transparent text-muted hover:not-disabled:bg-hover hover:not-disabled:text-ink',
      },
      size: {
        small: 'h-6.5 px-2 text-sm',
        medium: 'h-7.5 px-3 text-base',
        icon: 'size-7.5 text-base',
        smallIcon: 'size-6.5 text-sm',
      },
    },
    defaultVariants: { look: 'plain', size: 'medium' },
  },
)

type ButtonLook = VariantProps<typeof button>

/** `blocked` says why the button cannot be used now; it then stays reachable, so that the reason can be read. */
export function Button({
  look,
  size,
  className,
  blocked,
  ...props
}: ComponentProps<'button'> & ButtonLook & { blocked?: string | undefined }) {
  if (blocked !== undefined) {
    const { onClick: _, ...rest } = props
    return (
      <button
        {...rest}
        type="button"
        aria-disabled
        data-tip={blocked}
        className={button({ look, size, className: clsx(className, 'cursor-not-allowed opacity-55') })}
      />
    )
  }
  return <button type="button" {...props} className={button({ look, size, className })} />
}

/** A link that looks like a button. */
export function ButtonLink({ look, size, className, ...props }: ComponentProps<typeof Link> & ButtonLook) {
  return <Link {...props} className={button({ look, size, className })} />
}

/** A button that shows an icon only; its label is read out and shown as its tip. */
export function IconButton({
  label,
  size = 'icon',
  look = 'quiet',
  ...props
}: Omit<ComponentProps<typeof Button>, 'aria-label'> & { label: string }) {
  return <Button {...props} look={look} size={size} aria-label={label} data-tip={label} />
}

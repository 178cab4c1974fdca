import { clsx } from 'clsx'

/** Whether a mistake here would be one in production. */
export function isProduction(environment: string): boolean {
  return /^prod/i.test(environment)
}

/** The environment's name in its colour. Production is filled, everything else is a coloured mark beside the word. */
export function EnvironmentTag({ environment, colour }: { environment: string; colour: string }) {
  const production = isProduction(environment)
  return (
    <span
      className={clsx(
        'inline-flex h-5 shrink-0 items-center gap-1.5 rounded-sm px-1.5 text-xs font-semibold tracking-wide uppercase',
        production ? 'bg-bad text-on-bad' : 'border border-line-strong text-ink',
      )}
    >
      {production ? null : <span aria-hidden className="size-2 rounded-xs bg-field" style={{ background: colour }} />}
      {environment}
    </span>
  )
}

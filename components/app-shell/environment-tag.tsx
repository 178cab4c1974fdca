import { clsx } from 'clsx'

const MARK: Record<string, string> = {
  grey: 'bg-faint',
  green: 'bg-ok',
  blue: 'bg-info',
  amber: 'bg-warn',
  purple: 'bg-purple',
}

/** Whether a mistake here would be one in production: by the environment's name, or because it was given the colour red. */
export function isProduction({ environment, colour }: { environment: string; colour: string }): boolean {
  return colour === 'red' || /^prod/i.test(environment)
}

/** The environment's name in its colour. Production is filled, everything else is a coloured mark beside the word. */
export function EnvironmentTag({ environment, colour }: { environment: string; colour: string }) {
  const production = isProduction({ environment, colour })
  return (
    <span
      className={clsx(
        'inline-flex h-5 max-w-40 shrink-0 items-center gap-1.5 rounded-sm px-1.5 text-xs font-semibold tracking-wide uppercase',
        production ? 'bg-bad text-on-bad' : 'border border-line-strong text-ink',
      )}
    >
      {production ? null : <span aria-hidden className={clsx('size-2 rounded-xs', MARK[colour] ?? 'bg-faint')} />}
      <span data-clip className="truncate">
        {environment}
      </span>
    </span>
  )
}

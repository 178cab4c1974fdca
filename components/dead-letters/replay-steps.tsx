import { clsx } from 'clsx'

const STEPS = ['Where', 'Check', 'Run', 'Proof'] as const
export type ReplayStep = (typeof STEPS)[number]

/** Where in the replay somebody is. */
export function ReplaySteps({ current }: { current: ReplayStep }) {
  const at = STEPS.indexOf(current)
  return (
    <ol aria-label="Steps" className="flex gap-1.5 px-4 pt-1 pb-3">
      {['What', ...STEPS].map((step, index) => {
        const place = index - 1
        return (
          <li
            key={step}
            aria-current={place === at ? 'step' : undefined}
            className={clsx(
              'flex-1 border-t-2 pt-1 text-sm',
              place <= at ? 'border-accent' : 'border-line-strong',
              place === at ? 'font-semibold text-ink' : 'text-muted',
            )}
          >
            {step}
          </li>
        )
      })}
    </ol>
  )
}

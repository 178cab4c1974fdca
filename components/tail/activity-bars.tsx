import { formatRate } from '#lib/format/numbers.ts'

const HEIGHT = 18
const BAR = 4
const GAP = 1
/** More would not fit the line: the busiest are shown. */
const SHOWN = 32

/** One bar per partition or topic: where records come from, at a glance. */
export function ActivityBars({
  rates,
  of,
}: {
  rates: readonly { name: string; perSecond: number }[]
  of: 'partition' | 'topic'
}) {
  if (rates.length < 2) return null
  const busiest = rates.toSorted((a, b) => b.perSecond - a.perSecond)
  const shown = rates.length <= SHOWN ? rates : busiest.slice(0, SHOWN)
  const max = Math.max(1e-9, busiest[0]?.perSecond ?? 0)
  const lines = busiest.slice(0, 8).map(({ name, perSecond }) => `${titled(of, name)}: ${formatRate(perSecond)}`)
  const label = `Shown per ${of}, over the last ten seconds`
  return (
    <svg
      role="img"
      aria-label={`${label}. ${lines.join('; ')}`}
      data-tip={`${label}\n${lines.join('\n')}`}
      width={shown.length * (BAR + GAP)}
      height={HEIGHT}
      className="text-accent"
    >
      {shown.map(({ name, perSecond }, index) => {
        const height = Math.max(1, (perSecond / max) * HEIGHT)
        return (
          <rect
            key={name}
            x={index * (BAR + GAP)}
            y={HEIGHT - height}
            width={BAR}
            height={height}
            fill="currentColor"
            opacity={perSecond === 0 ? 0.35 : 1}
          />
        )
      })}
    </svg>
  )
}

function titled(of: 'partition' | 'topic', name: string): string {
  return of === 'topic' ? name : `Partition ${name}`
}

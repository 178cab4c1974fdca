const WIDTH = 118
const HEIGHT = 18

/** A line of the last values, without axes; it is drawn anew every second, so it is no chart of the library's. */
export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  const max = Math.max(1, ...values)
  const step = WIDTH / Math.max(1, values.length - 1)
  const points = values.map((value, index) => `${(index * step).toFixed(1)},${y(value / max)}`).join(' ')
  return (
    <svg role="img" aria-label={label} data-tip={label} width={WIDTH} height={HEIGHT} className="text-accent">
      {values.length > 1 ? (
        <>
          <polygon points={`0,${HEIGHT} ${points} ${WIDTH},${HEIGHT}`} fill="var(--accent-soft)" />
          <polyline points={points} fill="none" stroke="currentColor" strokeWidth="1.25" />
        </>
      ) : null}
    </svg>
  )
}

function y(share: number): string {
  return (HEIGHT - 1 - share * (HEIGHT - 3)).toFixed(1)
}

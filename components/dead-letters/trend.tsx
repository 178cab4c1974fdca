/** Dead letters per hour as small bars, the last hour on the right. */
export function Trend({ hours }: { hours: readonly number[] }) {
  const most = Math.max(1, ...hours)
  const total = hours.reduce((sum, count) => sum + count, 0)
  return (
    <svg
      viewBox={`0 0 ${hours.length * 4} 18`}
      role="img"
      aria-label={`${total} in the last ${hours.length} hours`}
      className="h-4.5 w-24 fill-faint"
    >
      {hours.map((count, hour) => {
        const height = count === 0 ? 1 : Math.max(2, (count / most) * 18)
        // oxlint-disable-next-line react/no-array-index-key -- an hour is its place
        return <rect key={hour} x={hour * 4} y={18 - height} width="3" height={height} rx="0.5" />
      })}
    </svg>
  )
}

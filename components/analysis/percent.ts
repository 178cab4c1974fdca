/** `12 %`, `0.3 %`; what is there but rounds to nothing is `<0.1 %`, and what is not all is never `100 %`. */
export function percent(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %'
  const value = (part / whole) * 100
  if (value < 0.1) return '<0.1 %'
  if (value < 9.95) return `${value.toFixed(1)} %`
  return part < whole && value > 99 ? `${Math.min(99.9, value).toFixed(1)} %` : `${Math.round(value)} %`
}

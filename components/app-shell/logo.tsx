/** Three currents leaving the wheel. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 20 20" aria-hidden className={className}>
      <rect width="20" height="20" rx="5" fill="var(--accent)" />
      <g fill="none" stroke="var(--on-accent)" strokeWidth="1.7" strokeLinecap="round">
        <path d="M4 6.2c2.2 0 2.8 1.6 5 1.6s3-1.6 7-1.6" />
        <path d="M4 10.2c2.2 0 2.8 1.6 5 1.6s3-1.6 4.6-1.6" opacity=".8" />
        <path d="M4 14.2c2.2 0 2.8 1.3 4.4 1.3" opacity=".6" />
      </g>
    </svg>
  )
}

/** Kafka keeps timestamps in 64 bits; nobody waits for a retention of centuries to end. */
const ENDLESS_MS = 200 * 365 * 86_400_000

/** Whether a `retention.ms` never ends: -1, or as long as 2^63 - 1, which people set instead. */
export function isEndless(retentionMs: number): boolean {
  return retentionMs < 0 || retentionMs >= ENDLESS_MS
}

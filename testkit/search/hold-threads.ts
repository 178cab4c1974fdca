import { Owner } from '#server/limits/owner.ts'
import type { ScanPool } from '#server/search/worker/scan-pool.ts'

/** Takes all threads that are free, as users who each take one. */
export function holdThreads(pool: ScanPool): { count: number; close: () => Promise<void> } {
  const owners: Owner[] = []
  for (;;) {
    const owner = new Owner(`holder ${owners.length}`)
    if (!pool.tryAcquire(owner)) break
    owners.push(owner)
  }
  return {
    count: owners.length,
    close: async () => void (await Promise.all(owners.map(async (owner) => owner.close()))),
  }
}

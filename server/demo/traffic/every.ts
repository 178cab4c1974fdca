/**
 * Does `work` every `ms` for as long as the process lives. Work that takes longer delays the next round; work that fails (a broker is
 * away) is tried again after a pause.
 */
export function every(ms: number, work: () => Promise<unknown>): void {
  const PAUSE_MS = 1_000
  const round = async () => {
    const started = Date.now()
    const failed = await work().then(
      () => false,
      () => true,
    )
    setTimeout(() => void round(), failed ? PAUSE_MS : Math.max(0, ms - (Date.now() - started)))
  }
  void round()
}

/** Next.js calls this once when the server starts: the clusters are tried before the first page is asked for, replays that a dead console left go on, and the alert rules are watched. */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return
  const { runtime } = await import('#server/runtime.ts')
  const { startReplays } = await import('#server/replays/start-replays.ts')
  const { startAlerts } = await import('#server/alerts/start-alerts.ts')
  const { startHistory } = await import('#server/overview/start-history.ts')
  void startHistory(runtime())
  const { startAudit } = await import('#server/audit/start-audit.ts')
  startAudit(runtime())
  startReplays(runtime())
  startAlerts(runtime())
}

/** The parts of the contract, loaded when asked for; see {@link early}. Everything else in the browser imports only their types. */
export const contracts = {
  alerts: () => import('../contract/alerts.ts'),
  analysis: () => import('../contract/analysis.ts'),
  audit: () => import('../contract/audit.ts'),
  brokers: () => import('../contract/brokers.ts'),
  clusters: () => import('../contract/clusters.ts'),
  deadLetters: () => import('../contract/dead-letters.ts'),
  groupOffsets: () => import('../contract/group-offsets.ts'),
  groups: () => import('../contract/groups.ts'),
  messages: () => import('../contract/messages.ts'),
  park: () => import('../contract/park.ts'),
  problem: () => import('../contract/problem.ts'),
  replays: () => import('../contract/replays.ts'),
  search: () => import('../contract/search.ts'),
  session: () => import('../contract/session.ts'),
  tail: () => import('../contract/tail.ts'),
  topics: () => import('../contract/topics.ts'),
}

import * as acls from './acls.ts'
import * as alerts from './alerts.ts'
import * as analysis from './analysis.ts'
import * as audit from './audit.ts'
import * as auditChain from './audit-chain.ts'
import * as brokers from './brokers.ts'
import * as clusters from './clusters.ts'
import * as connect from './connect.ts'
import * as deadLetters from './dead-letters.ts'
import type { Endpoint } from './endpoint.ts'
import * as exporting from './export.ts'
import * as groupOffsets from './group-offsets.ts'
import * as groups from './groups.ts'
import * as health from './health.ts'
import * as messages from './messages.ts'
import * as park from './park.ts'
import * as replays from './replays.ts'
import * as search from './search.ts'
import * as schemas from './schemas.ts'
import * as session from './session.ts'
import * as tail from './tail.ts'
import * as topics from './topics.ts'
import * as trace from './trace.ts'
import * as transactions from './transactions.ts'
import * as views from './views.ts'

function isEndpoint(value: unknown): value is Endpoint {
  return typeof value === 'object' && value !== null && 'permission' in value && 'path' in value && 'events' in value
}

/** Every route of the contract; the OpenAPI document and the tests of the routes walk over it. */
export const endpoints: Endpoint[] = [
  health,
  session,
  clusters,
  brokers,
  topics,
  messages,
  schemas,
  analysis,
  search,
  trace,
  exporting,
  views,
  tail,
  groups,
  groupOffsets,
  deadLetters,
  park,
  replays,
  audit,
  auditChain,
  alerts,
  transactions,
  acls,
  connect,
]
  .flatMap((module) => Object.values(module) as unknown[])
  .filter(isEndpoint)

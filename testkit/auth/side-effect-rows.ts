import { draft, reason, record, replay } from './role-requests.ts'
import type { RoleRow } from './role-row.ts'

const REPLAYS = 'POST /clusters/{cluster}/replays'
const PARK = 'POST /clusters/{cluster}/groups/{freshGroup}/park'
const VIEWS = '/clusters/{cluster}/topics/{topic}/views'
const OWN = '__tailrace_state'
const edits = [{ ...record, value: { text: 'forged' } }]

/** What one permission could be turned into another by: findings 1, 9, 10 and 17 of the audit. */
export const SIDE_EFFECTS: RoleRow[] = [
  // A replay with edits writes records of choice: it takes record.produce, which neither support nor operator has.
  {
    does: 'replay with edits to the origin',
    path: REPLAYS,
    who: 'A',
    status: 200,
    body: replay({ options: { edits } }),
  },
  {
    does: 'replay with edits to a topic of choice',
    path: REPLAYS,
    who: 'A',
    status: 200,
    body: replay({ target: { topic: '{topic}' }, options: { edits } }),
  },
  {
    does: 'replay to a topic of choice',
    path: REPLAYS,
    who: 'A',
    status: 200,
    body: replay({ target: { topic: '{other}' } }),
  },
  {
    does: 'replay to a topic of choice on another cluster',
    path: REPLAYS,
    who: 'A',
    status: 200,
    body: replay({ target: { topic: '{other}', cluster: 'second' } }),
  },
  {
    does: 'replay to an origin that only headers name: planned, not sent',
    path: REPLAYS,
    who: 'SOA',
    status: 200,
    body: replay({ selection: { records: [{ partition: 0, offset: '1' }] } }),
    holds: '"targets":[],"unpaired":[{"topic":"{other}","records":1}]',
  },
  {
    does: 'replay to such an origin by naming it',
    path: REPLAYS,
    who: 'A',
    status: 200,
    body: replay({ selection: { records: [{ partition: 0, offset: '1' }] }, options: { extraTargets: ['{other}'] } }),
    holds: '"targets":[{"topic":"{other}"',
  },
  {
    does: 'replay to an origin that is one of the own topics: left out',
    path: REPLAYS,
    who: 'SOA',
    status: 200,
    body: replay({ selection: { records: [{ partition: 0, offset: '2' }] } }),
    holds: '"reason":"internalTarget"',
  },
  { does: 'replay to an own topic', path: REPLAYS, who: '', status: 0, body: replay({ target: { topic: OWN } }) },
  {
    does: 'replay to an own topic by naming it as an origin',
    path: REPLAYS,
    who: '',
    status: 0,
    body: replay({ selection: { records: [{ partition: 0, offset: '2' }] }, options: { extraTargets: [OWN] } }),
  },
  { does: 'replay from an own topic', path: REPLAYS, who: '', status: 0, body: replay({ source: { topic: OWN } }) },
  {
    does: 'replay from a topic of Kafka',
    path: REPLAYS,
    who: 'A',
    status: 409,
    body: replay({ source: { topic: '__consumer_offsets' }, selection: { all: true }, dryRun: false }),
  },
  {
    does: 'park into a topic of choice',
    path: PARK,
    who: 'A',
    status: 200,
    body: { topic: '{topic}', ...record, to: '{other}', reason, force: true },
  },
  {
    does: 'park into an own topic',
    path: PARK,
    who: '',
    status: 0,
    body: { topic: '{topic}', ...record, to: OWN, reason, force: true },
  },

  {
    does: 'replace the view of another',
    path: `POST ${VIEWS}`,
    who: 'A',
    status: 201,
    body: { name: '{othersView}', query: 'x' },
  },
  { does: 'delete the view of another', path: `DELETE ${VIEWS}/{freshOthersView}`, who: 'A', status: 200, body: {} },

  { does: 'read an own topic', path: `GET /clusters/{cluster}/topics/${OWN}/messages`, who: 'OA', status: 200 },
  {
    does: 'read an own topic as dead letters',
    path: `GET /clusters/{cluster}/dead-letters/${OWN}/records`,
    who: 'OA',
    status: 200,
  },
  {
    does: 'read an own topic by a trace over many',
    path: `GET /clusters/{cluster}/trace`,
    query: `topics=__tailrace*&text=${OWN}`,
    who: 'VDSOA',
    status: 400,
    holds: 'no topic is named like __tailrace*',
  },
  {
    does: 'produce to an own topic',
    path: `POST /clusters/{cluster}/topics/${OWN}/messages`,
    who: '',
    status: 0,
    body: { value: { text: 'x' } },
  },
  {
    does: 'delete an own topic',
    path: `DELETE /clusters/{cluster}/topics/${OWN}`,
    who: '',
    status: 0,
    body: { confirm: OWN, reason },
  },
  {
    does: 'configure a topic of Kafka',
    path: 'PATCH /clusters/{cluster}/topics/__consumer_offsets/config',
    who: 'A',
    status: 200,
    body: { changes: { 'retention.ms': '1' }, validateOnly: true, confirm: '__consumer_offsets', reason },
  },
  {
    does: 'produce to a topic of Kafka',
    path: 'POST /clusters/{cluster}/topics/__consumer_offsets/messages',
    who: 'A',
    status: 400,
    body: { value: { text: 'x' } },
  },
  {
    does: 'see where a group stands by reading from there',
    path: 'GET /clusters/{cluster}/topics/{topic}/messages',
    query: 'from=group&group={group}',
    who: 'VDOA',
    status: 200,
  },
  {
    does: 'have a schema text read at the registry by naming it as a reference',
    path: 'POST /clusters/{cluster}/schemas/x/check',
    who: 'DOA',
    status: 200,
    body: { ...draft, references: [{ name: 'r', subject: '{subject}', version: 1 }] },
  },
]

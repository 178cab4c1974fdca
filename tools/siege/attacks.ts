import { attack, type Asked, slowHeaders, type Target } from './attacker.ts'

/** The topics that `seed.ts` makes. */
export const TOPICS = { orders: 'orders', big: 'big-dlq', bombs: 'bombs-dlq' } as const

export interface Attack {
  name: string
  perSecond: number
  /** More than so many are not on their way at a time. */
  atOnce: number
  /** @param index counts this attack's requests */
  shoot(target: Target, index: number): Promise<string>
}

const { orders, big, bombs } = TOPICS
const SECOND = 1_000

const query = (text: string) => encodeURIComponent(text)
const oneOf = <Item>(items: readonly [Item, ...Item[]], index: number): Item => items[index % items.length] ?? items[0]

/** Half a minute and more of processor time for one evaluation. */
const REPLACE_BOMB = `"aaaaaaaaaa"${'.replace("a","aaaaaaaaaa")'.repeat(5)}.size() > 0`
const MATCH_BOMB = `${'(value.matches("(a|aa)+$") || '.repeat(20)}true${')'.repeat(20)}`
const BRACKETS = `{"text":${'['.repeat(250_000)}`
const LARGE_BRACKETS = `{"value":{"text":${'['.repeat(15_000_000)}`
const LONG_LINE = Buffer.alloc(8 << 20, 'x')
const PART_OF_BODY = Buffer.alloc(1 << 20, ' ')

const SCHEMAS = [
  JSON.stringify({ type: 'PROTOBUF', text: `a${' '.repeat(80_000)}!` }),
  JSON.stringify({
    type: 'PROTOBUF',
    text: `syntax="proto3";message M{${Array.from({ length: 30_000 }, (_, at) => `int32 f${at}=${at + 1};`).join('')}}`,
  }),
  JSON.stringify({
    type: 'JSON',
    text: JSON.stringify({ pattern: '^(a+)+$', allOf: Array(5_000).fill({ minLength: 1 }) }),
  }),
  JSON.stringify({ type: 'AVRO', text: `${'{"type":"array","items":'.repeat(5_000)}"int"${'}'.repeat(5_000)}` }),
] as const

const topic = (name: string, rest: string) => (api: string) => `${api}/topics/${name}${rest}`
const get = (make: (api: string) => string, more: Partial<Asked> = {}) => {
  return async (target: Target) => attack(target, { path: make(target.api), ...more })
}
const post = (make: (api: string) => string, body: string | Buffer, more: Partial<Asked> = {}) => {
  return async (target: Target) => attack(target, { path: make(target.api), method: 'POST', body, ...more })
}

const DROPPED = [
  topic(big, '/search?text=nothing&from=oldest'),
  topic(big, `/search?filter=${query('key.endsWith("7")')}`),
  topic(big, '/export?from=oldest'),
  topic(big, '/analysis'),
  topic(big, '/messages/0/3'),
  (api: string) => `${api}/tail?topics=${orders}&last=50`,
  (api: string) => `${api}/trace?topics=${big}&text=nothing&from=oldest`,
  (api: string) => `${api}/dead-letters/${big}/failures`,
  (api: string) => `${api}/dead-letters/${big}/records?text=nothing`,
] as const

const BOMBS = [
  get(topic(bombs, '/messages/0/0')),
  get(topic(bombs, '/messages/0/0?valueFormat=text')),
  get(topic(bombs, '/messages/0/1')),
  get(topic(bombs, '/messages/0/2')),
  get(topic(bombs, '/messages/0/3')),
  get(topic(bombs, '/messages?limit=50')),
  get(topic(bombs, '/messages/0/1?download=value')),
  get(topic(bombs, '/messages/0/1?download=value'), { unread: true }),
  get((api) => `${api}/dead-letters/${bombs}/records`),
  get((api) => `${api}/dead-letters/${bombs}/records/0/0`),
  get(topic(bombs, '/search?text=small&from=oldest')),
  get((api) => `${api}/tail?topics=${bombs}&last=5`, { leaveAfterMs: 3 * SECOND }),
] as const

/** The attacks of the audit, at the rates of one client each. */
export const ATTACKS: readonly Attack[] = [
  {
    name: 'dropped after 0 to 60 ms',
    perSecond: 20,
    atOnce: 40,
    shoot: async (target, index) => get(oneOf(DROPPED, index), { leaveAfterMs: Math.random() * 60 })(target),
  },
  {
    name: 'exports nobody reads',
    perSecond: 1,
    atOnce: 10,
    shoot: get(topic(big, '/export?from=oldest'), { unread: true, leaveAfterMs: 40 * SECOND }),
  },
  {
    name: 'schemas that are dear to compile',
    perSecond: 1,
    atOnce: 8,
    shoot: async (target, index) => post((api) => `${api}/schemas/x-value/check`, oneOf(SCHEMAS, index))(target),
  },
  {
    name: 'expressions in tails',
    perSecond: 2,
    atOnce: 10,
    shoot: async (target, index) => {
      const filter = query(oneOf([REPLACE_BOMB, MATCH_BOMB], index))
      return get((api) => `${api}/tail?topics=${orders}&last=50&filter=${filter}`, { leaveAfterMs: 5 * SECOND })(target)
    },
  },
  {
    name: 'expressions in searches',
    perSecond: 2,
    atOnce: 10,
    shoot: async (target, index) =>
      get(topic(big, `/search?from=oldest&filter=${query(oneOf([REPLACE_BOMB, MATCH_BOMB], index))}`), {
        leaveAfterMs: 5 * SECOND,
      })(target),
  },
  {
    name: 'brackets in bodies',
    perSecond: 2,
    atOnce: 4,
    shoot: async (target, index) =>
      index % 4 === 3
        ? post(topic(orders, '/messages'), LARGE_BRACKETS)(target)
        : post(topic(orders, '/search'), BRACKETS)(target),
  },
  {
    name: 'bodies that never end',
    perSecond: 4,
    atOnce: 40,
    shoot: post(topic(orders, '/messages'), PART_OF_BODY, { declaredBytes: 15 << 20, leaveAfterMs: 15 * SECOND }),
  },
  {
    name: 'records of 120 MiB',
    perSecond: 2,
    atOnce: 8,
    shoot: async (target, index) => oneOf(BOMBS, index)(target),
  },
  {
    name: 'imports of endless lines',
    perSecond: 1,
    atOnce: 10,
    shoot: post(topic(orders, '/import?dryRun=true&partitioning=key'), LONG_LINE, {
      type: 'application/x-ndjson',
      declaredBytes: 90 << 20,
      leaveAfterMs: 15 * SECOND,
    }),
  },
  { name: 'openapi.json', perSecond: 20, atOnce: 20, shoot: get(() => '/api/v1/openapi.json') },
  {
    name: 'causes of dead letters',
    perSecond: 10,
    atOnce: 100,
    shoot: get((api) => `${api}/dead-letters/${big}/failures`, { leaveAfterMs: 5 * SECOND }),
  },
  {
    name: 'lists of dead letters',
    perSecond: 5,
    atOnce: 60,
    shoot: get((api) => `${api}/dead-letters/${big}/records?text=zzz`),
  },
  {
    name: 'live tails',
    perSecond: 30,
    atOnce: 700,
    shoot: get((api) => `${api}/tail?topics=${orders}&last=50`, { leaveAfterMs: 20 * SECOND }),
  },
  {
    name: 'headers that never end',
    perSecond: 10,
    atOnce: 200,
    shoot: async (target) => slowHeaders(target, 20 * SECOND),
  },
]

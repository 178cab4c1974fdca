import { DRAFT, replayBody, type Seeded } from './seed.ts'

type Schema = Record<string, unknown>

interface Operation {
  parameters?: { name: string; in: string; schema: Schema; example?: string }[]
  requestBody?: { content: Record<string, { schema: Schema; examples?: Record<string, { value: unknown }> }> }
  responses: Record<string, { content?: Record<string, unknown> }>
}

export interface OpenApi {
  paths: Record<string, Record<string, Operation>>
}

/** A request that is let through and changes something: `path` are values of path parameters. */
interface Example {
  path?: Record<string, string>
  body?: unknown
}

const reason = 'fuzzing'

/**
 * The console's own document, made sharper: path parameters and fields of bodies take names of what is there beside odd ones, each write has
 * an example that goes through, and amounts are bounded so that a small broker bears them. What is answered is left as it is. Streams that
 * may stay open are left out: see fuzz-streams.ts.
 */
export function sharpen(document: OpenApi, seeded: Seeded): OpenApi {
  const examples = examplesOf(seeded)
  const paths: OpenApi['paths'] = {}
  for (const [path, operations] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(operations)) {
      if (operation.responses['200']?.content?.['text/event-stream']) continue
      const example = examples[`${method.toUpperCase()} ${path.replace('/api/v1/clusters/{cluster}', '')}`]
      ;(paths[path] ??= {})[method] = operationOf(operation, seeded, example ?? {})
    }
  return { ...document, paths }
}

function operationOf(operation: Operation, seeded: Seeded, example: Example): Operation {
  const names = namesOf(seeded)
  const parameters = operation.parameters?.map((parameter) => {
    if (parameter.in !== 'path') return parameter
    const values = names[parameter.name]
    if (!values) throw new Error(`The parameter ${parameter.name} has no values to try.`)
    return {
      ...parameter,
      schema: { type: 'string', enum: values },
      example: example.path?.[parameter.name] ?? values[0] ?? '',
    }
  })
  const requestBody = operation.requestBody && {
    content: Object.fromEntries(
      Object.entries(operation.requestBody.content).map(([type, { schema }]) => [
        type,
        {
          schema: type === 'application/json' ? named(schema, seeded) : schema,
          ...(example.body === undefined ? {} : { examples: { goesThrough: { value: example.body } } }),
        },
      ]),
    ),
  }
  return { ...operation, ...(parameters ? { parameters } : {}), ...(requestBody ? { requestBody } : {}) }
}

/** Values of path parameters, the most useful one first. */
function namesOf({ topics, groups, victim, replays }: Seeded): Record<string, string[]> {
  return {
    cluster: ['kafka'],
    topic: [...topics, 'missing', '__tailrace_state', '__consumer_offsets', '~Lg'],
    group: [...groups, 'missing', '~'],
    partition: ['0', '2', '99', 'x'],
    offset: ['0', '5', '999999', '-1', 'x'],
    broker: ['1', '9', 'x'],
    replay: [...Object.values(replays), 'r-0000000000'],
    subject: ['drafts-value', 'claims-value', 'missing', '~Lg'],
    version: ['1', 'latest', '99', 'x'],
    view: [victim.view, 'none'],
    webhook: ['ops', 'none'],
  }
}

/** Fields whose values are names, numbers that a broker would take seriously, by the name of the field. */
function fieldsOf({ topics, changeId }: Seeded): Record<string, Schema> {
  const topic = { enum: [...topics, 'missing', '__tailrace_state', '__consumer_offsets'] }
  return {
    topic,
    to: topic,
    confirm: topic,
    changeId: { enum: [changeId, 'none'] },
    cluster: { enum: ['kafka', 'none'] },
    subject: { enum: ['drafts-value', 'claims-value', 'missing'] },
    partition: { enum: [0, 1, 7] },
    // With those of the examples: one that does not fit the schema is left out.
    offset: { enum: ['0', '1', '60', '450', '460', '999999', '-1'] },
    beforeOffset: { enum: ['0', '1', '999999', '-1'] },
    partitions: { maximum: 4 },
    replicationFactor: { maximum: 2 },
    count: { maximum: 4 },
  }
}

/** A schema whose fields take the values of {@link fieldsOf} where they have the type for it. */
function named(schema: unknown, seeded: Seeded): Schema {
  const fields = fieldsOf(seeded)
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    const node = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]))
    const { properties } = node
    if (typeof properties !== 'object' || properties === null) return node
    const sharper = Object.entries(properties).map(([name, inner]: [string, Schema]) => {
      const field = fields[name]
      const isFitting =
        field && (typeof field['maximum'] === 'number' ? inner['type'] === 'integer' : isPlain(inner, field))
      return [name, isFitting ? { ...inner, ...field } : inner]
    })
    return { ...node, properties: Object.fromEntries(sharper) }
  }
  return walk(schema) as Schema
}

function isPlain(schema: Schema, { enum: values }: Schema): boolean {
  const wanted = Array.isArray(values) && typeof values[0] === 'number' ? 'integer' : 'string'
  return schema['type'] === wanted && schema['enum'] === undefined
}

const record = { partition: 0, offset: '0' }

/** By method and path below the cluster: a request of each write that goes through. */
function examplesOf({ victim, changeId, replays }: Seeded): Record<string, Example> {
  const [orders, dlq, other] = ['fuzz-orders', 'fuzz-orders-dlq', 'fuzz-other']
  const place = { topic: orders, partition: 0 }
  const only = { records: [{ partition: 0, offset: '450' }] }
  return {
    'POST /alerts/webhooks/{webhook}/test': { body: {} },
    'PUT /dead-letters/{topic}': { path: { topic: dlq }, body: { mark: 'pinned', reason } },
    'POST /dead-letters/{topic}/ignore': { path: { topic: dlq }, body: { selection: only, reason } },
    'POST /topics/{topic}/import': { path: { topic: other }, body: '{"partition":0,"value":{"text":"v"}}\n' },
    'POST /groups/{group}/offsets/preview': { body: { to: 'earliest' } },
    'PUT /groups/{group}/offsets': { body: { to: 'earliest', reason, force: true } },
    'POST /groups/{group}/offsets/undo': { path: { group: 'fuzz-undo' }, body: { changeId, reason } },
    'DELETE /groups/{group}': { path: { group: victim.group }, body: { reason } },
    'DELETE /groups/{group}/offsets/{topic}': { path: { group: 'fuzz-forget', topic: orders }, body: { reason } },
    'POST /groups/{group}/park/preview': { path: { group: 'fuzz-park' }, body: place },
    'POST /groups/{group}/park': {
      path: { group: 'fuzz-park' },
      body: { ...place, offset: '0', to: dlq, reason, force: true },
    },
    'POST /topics/{topic}/messages': { body: { value: { text: 'v' } } },
    'POST /replays': { body: { ...replayBody({ records: [{ partition: 0, offset: '460' }] }), dryRun: false } },
    'POST /replays/{replay}/pause': { path: { replay: replays.running }, body: {} },
    'POST /replays/{replay}/resume': { path: { replay: replays.paused }, body: {} },
    'POST /replays/{replay}/abort': { path: { replay: replays.aborted }, body: {} },
    'POST /replays/{replay}/approve': { path: { replay: replays.running }, body: { reason } },
    'POST /schemas/{subject}/check': { body: DRAFT },
    'POST /schemas/{subject}/versions': { body: { ...DRAFT, reason } },
    'DELETE /schemas/{subject}/versions/{version}': { body: { reason } },
    'DELETE /schemas/{subject}': { body: { reason } },
    'POST /topics': { body: { name: 'fuzz-created', partitions: 1, reason } },
    'DELETE /topics/{topic}': { path: { topic: victim.topic }, body: { confirm: victim.topic, reason } },
    'PATCH /topics/{topic}/config': { body: { changes: { 'retention.ms': '86400000' }, reason } },
    'POST /topics/{topic}/partitions': { path: { topic: other }, body: { count: 2, reason } },
    'POST /topics/{topic}/records/delete': {
      path: { topic: other },
      body: { partitions: [{ partition: 0, beforeOffset: '0' }], reason },
    },
    'POST /topics/{topic}/views': { body: { name: 'fuzz', query: 'text=v' } },
    'DELETE /topics/{topic}/views/{view}': { path: { view: victim.view }, body: {} },
    'GET /dead-letters/{topic}/records/{partition}/{offset}': { path: { topic: dlq, ...stringsOf(record) } },
  }
}

const stringsOf = ({ partition, offset }: { partition: number; offset: string }) => ({
  partition: String(partition),
  offset,
})

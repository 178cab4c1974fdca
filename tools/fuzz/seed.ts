import { setTimeout } from 'node:timers/promises'
import { commitOffset } from '#testkit/groups/commit-offset.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { connectHeaders } from '#testkit/replays/harness.ts'

/** What stands in the cluster, by the names that requests use. */
export interface Seeded {
  topics: string[]
  groups: string[]
  /** Things that a request of the examples deletes or changes, each of them once. */
  victim: { topic: string; group: string; view: string }
  changeId: string
  replays: { ended: string; running: string; paused: string; aborted: string }
}

const reason = 'made for fuzzing'
const ORDERS = 'fuzz-orders'
const DLQ = `${ORDERS}-dlq`
const RECORDS = 200
const GROUPS = ['fuzz-readers', 'fuzz-victim', 'fuzz-park', 'fuzz-undo', 'fuzz-forget']

export const DRAFT = {
  type: 'AVRO',
  text: '{"type":"record","name":"Draft","namespace":"shop","fields":[{"name":"id","type":"long"}]}',
}

/** Fills a cluster, as far as it can over the API of its console. @param api the base of the cluster's routes */
export async function seed(api: string, bootstrapServers: string): Promise<Seeded> {
  const ask = async (method: string, path: string, body: unknown): Promise<Record<string, unknown>> => {
    // A fresh broker knows neither leaders nor coordinators for a moment.
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(`${api}${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const answer = (await response.json()) as Record<string, unknown>
      if (response.ok) return answer
      if (attempt === 20) throw new Error(`${method} ${path} failed: ${JSON.stringify(answer)}`)
      await setTimeout(250)
    }
  }
  const topics = [ORDERS, DLQ, 'fuzz-victim', 'fuzz-other']
  for (const name of topics) await ask('POST', '/topics', { name, partitions: name === ORDERS ? 3 : 1 })
  const produce = (topic: string, body: object) => ask('POST', `/topics/${topic}/messages`, body)
  for (let id = 0; id < RECORDS; id += 1)
    await produce(ORDERS, { key: { text: `k-${id % 20}` }, value: { text: JSON.stringify({ id, note: 'fuzz' }) } })
  await produce('fuzz-victim', { value: { text: 'v' }, count: 20 })
  const headers = connectHeaders(ORDERS, 0, 0).map(({ name, value }) => ({
    name: name.toString(),
    value: value && { text: value.toString() },
  }))
  await produce(DLQ, { key: { text: 'k-1' }, value: { text: '{"id":1}' }, headers, count: 500 })
  await commitForGroups(bootstrapServers)
  const { changeId } = await ask('PUT', '/groups/fuzz-undo/offsets', { to: 'latest', reason })
  const view = await ask('POST', `/topics/${ORDERS}/views`, { name: 'to be deleted', query: 'text=v' })
  await ask('POST', `/topics/${ORDERS}/views`, { name: 'kept', query: 'text=v' })
  await ask('POST', '/schemas/drafts-value/versions', { ...DRAFT, reason })
  const replay = async (offset: number, options: object) => {
    const selection = {
      records: Array.from({ length: 50 }, (_, at) => ({ partition: 0, offset: String(offset + at) })),
    }
    return String((await ask('POST', '/replays', { ...replayBody(selection), options }))['id'])
  }
  const slow = { recordsPerSecond: 0.05 }
  const replays = {
    ended: await replay(0, {}),
    running: await replay(100, slow),
    paused: await replay(200, slow),
    aborted: await replay(300, slow),
  }
  await ask('POST', `/replays/${replays.paused}/pause`, {})
  return {
    topics,
    groups: GROUPS,
    victim: { topic: 'fuzz-victim', group: 'fuzz-victim', view: String(view['id']) },
    changeId: String(changeId),
    replays,
  }
}

async function commitForGroups(bootstrapServers: string): Promise<void> {
  const cluster = new KafkaCluster(testCluster(bootstrapServers))
  try {
    for (const group of GROUPS) await commitOffset(cluster, group, { topic: ORDERS, offset: 0n })
  } finally {
    cluster.close()
  }
}

export const replayBody = (selection: object) => ({
  source: { topic: DLQ },
  selection,
  target: { origin: true },
  reason,
})

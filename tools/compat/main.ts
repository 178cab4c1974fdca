/**
 * `npm run compat [-- 2.8 3.9 kfake]`: the built console on Kafka 2.8 and 3.9 with ZooKeeper and on franz-go's kfake, a broker that speaks only part of
 * the protocol. Every GET route is asked; none may fail (5xx), save by saying that the broker does not support it. What is there must be right:
 * the group's lag, and records in the message formats of their time.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startConsole } from '#tools/bench/console-process.ts'
import { askRoutes } from './ask-routes.ts'
import { startOther, type Target, TARGETS } from './brokers.ts'
import { fill, GROUP, RECORDS } from './fill.ts'

const chosen = process.argv.slice(2)
const mistakes: string[] = []
for (const target of TARGETS.filter((name) => chosen.length === 0 || chosen.includes(name))) await tryTarget(target)
for (const mistake of mistakes) console.error(`wrong: ${mistake}`)
process.exitCode = mistakes.length > 0 ? 1 : 0

async function tryTarget(target: Target): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), `tailrace-compat-${target}-`))
  const broker = await startOther(target, folder)
  try {
    const topics = await fill(broker.bootstrapServers, target)
    const console_ = await startConsole(broker.bootstrapServers)
    try {
      await check(target, console_.api, topics)
    } finally {
      await console_.stop()
    }
  } finally {
    await broker.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function check(target: Target, api: string, topics: string[]): Promise<void> {
  const wrong = (what: string) => mistakes.push(`${target}: ${what}`)
  const json = async (path: string) => (await (await fetch(`${api}${path}`)).json()) as Record<string, unknown>
  const { kafkaVersion, features } = await json('')
  const brokers = (await json('/brokers'))['items'] as { id: number }[]
  const group = await json(`/groups/${GROUP}`)
  if (group['totalLag'] !== String(RECORDS - 5)) wrong(`the lag of the group is ${String(group['totalLag'])}`)
  for (const topic of topics) {
    const { messages } = (await json(`/topics/${topic}/messages?from=oldest`)) as {
      messages?: { key: { text: string } }[]
    }
    if (messages?.length !== RECORDS || messages[0]?.key.text !== 'key-0')
      wrong(`${topic} has ${messages?.length ?? 'no'} records`)
  }
  const answers = await askRoutes(new URL(api).origin, brokers[0]?.id ?? 0)
  console.log(`\n${target}: inferred version ${String(kafkaVersion)}, ${JSON.stringify(features)}`)
  console.table(
    answers
      .filter(({ status, said }) => status !== 200 || said !== '')
      .map(({ path, status, said }) => ({ path, status, said: said.slice(0, 110) })),
  )
  console.log(`${answers.filter(({ status }) => status === 200).length} of ${answers.length} routes answer 200`)
  for (const { path, status, said } of answers) {
    const unsupported = said.startsWith('UNSUPPORTED_BY_BROKER')
    if ((status >= 500 && !unsupported) || status === 400) wrong(`${path} answers ${status}: ${said}`)
    if (status === 200 && said !== '' && !unsupported) wrong(`${path} streams a problem: ${said}`)
  }
}

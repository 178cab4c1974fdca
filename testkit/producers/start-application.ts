import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import { spawnJava } from '../../server/demo/broker/java.ts'
import type { SupervisedProcess } from '../../server/demo/supervised-process.mjs'
import { applicationClassPath } from './compile.ts'

interface ApplicationOptions {
  /** A class of java/. */
  mainClass: 'ShareOrders' | 'SpringOrders' | 'StreamsOrders'
  bootstrapServers: string
  topic: string
  /** The consumer group; of Kafka Streams the application id. */
  group: string
  /** Without the defect that makes it fail. */
  repaired: boolean
  /** Of Spring: retry topics instead of retries in place. */
  retryTopics?: boolean
  /** For its log and state. */
  folder: string
}

const Base64 = z.base64().transform((text) => Buffer.from(text, 'base64'))

const ProcessedRecord = z.object({
  topic: z.string(),
  partition: z.number(),
  offset: z.number().transform(BigInt),
  key: Base64.nullable(),
  value: Base64.nullable(),
  headers: z
    .array(z.tuple([Base64, Base64.nullable()]))
    .transform((headers) => headers.map(([name, value]) => ({ name, value }))),
})

/** A record as the application was given it. */
export type ProcessedRecord = z.infer<typeof ProcessedRecord>

export interface RunningApplication extends SupervisedProcess {
  readonly logFile: string
  /** What it has processed successfully so far. */
  processed(): Promise<ProcessedRecord[]>
}

const READY_MS = 90_000
const POLL_MS = 100

/** Starts an application that makes dead letters and resolves when it runs. @throws AppError INTERNAL with the end of its log when it does not */
export async function startApplication(options: ApplicationOptions): Promise<RunningApplication> {
  const { mainClass, bootstrapServers, topic, group, repaired, retryTopics = false, folder } = options
  const logFile = join(folder, `${mainClass}-${repaired ? 'repaired' : 'failing'}.log`)
  const properties = {
    bootstrap: bootstrapServers,
    topic,
    group,
    repaired,
    retries: retryTopics ? 'topics' : 'in-place',
    folder: join(folder, 'state'),
  }
  const application = spawnJava({
    classPath: await applicationClassPath(),
    mainClass,
    args: [],
    heapMb: 192,
    options: Object.entries(properties).map(([name, value]) => `-Dapp.${name}=${value}`),
    logFile,
  })
  const lines = async () => (await readFile(logFile, 'utf8')).split('\n')
  const deadline = Date.now() + READY_MS
  while (!(await lines()).includes('started')) {
    if (!application.running() || Date.now() > deadline) {
      await application.kill()
      throw new AppError('INTERNAL', `${mainClass} did not start: ${(await lines()).slice(-20).join('\n')}`)
    }
    await setTimeout(POLL_MS)
  }
  return {
    ...application,
    logFile,
    processed: async () =>
      (await lines())
        .filter((line) => line.startsWith('processed {') && line.endsWith('}'))
        .map((line) => ProcessedRecord.parse(JSON.parse(line.slice('processed '.length)))),
  }
}

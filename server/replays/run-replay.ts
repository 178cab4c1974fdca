import { AppError, isAppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { NodeLinks } from '#server/kafka/transactions/node-links.ts'
import { isFenced, RecordProducer } from '#server/kafka/transactions/record-producer.ts'
import { isTransient, pause } from '#server/kafka/transactions/retrying.ts'
import { appendRecord } from '#server/store/append-record.ts'
import { INTERNAL_TOPIC } from '#server/store/internal-topics.ts'
import { RecordSigner } from '#server/store/record-signer.ts'
import { type TopicSigning, topicSigning } from '#server/store/topic-signing.ts'
import { UNTRUSTED_TEXT } from '#server/trust/untrusted-texts.ts'
import { awaitCanary } from './canary.ts'
import { filterOf } from '#server/dead-letters/record-filter.ts'
import { type JobDefinition, placesOf } from '#server/replay-ledger/job.ts'
import type { Counts, LedgerEntry, SentRun } from '#server/replay-ledger/ledger-entry.ts'
import { findCandidates } from './find-candidates.ts'
import { readJobLedger, rememberEntry } from '#server/replay-ledger/ledger.ts'
import { ledgerIndex } from '#server/replay-ledger/ledger-index.ts'
import { planOf } from './plan-of-job.ts'
import { targetClusterOf } from '#server/replay-ledger/target-cluster.ts'
import { Pace } from './pace.ts'
import { planRecord, type RecordPlan } from './plan-record.ts'
import { ReplayBatch } from './replay-batch.ts'
import { type FrozenSelection, type Position, readSelection } from '#server/dead-letters/selection.ts'

/** A transaction holds at most so much, which it takes well under half a second to write. */
const MAX_RECORDS = 5_000
const MAX_BYTES = 5_000_000
const FIRST_RETRY_MS = 250
const MAX_RETRY_MS = 5_000
const NOTHING: Counts = { sent: 0, skipped: 0, failed: 0, bytes: 0 }

/** How a replay is told what is wanted of it, and tells how it goes. */
export interface RunControl {
  /** Aborted when it is to stop where it is: paused, aborted, handed over, or the console ends. Takes effect between two transactions. */
  signal: AbortSignal
  /** True once the job was started by anybody: progress must be there then. */
  started: boolean
  /** Called before the first record goes; must have been written when it resolves. */
  onStart: () => Promise<void>
  onProgress: (counts: Counts) => void
  /** What it waits for; null when it goes on. */
  onProblem: (problem: string | null) => void
  /** The records sent ahead have been looked after already, or none are asked for. */
  canaryPassed: boolean
  onCanary: (state: 'waiting' | 'passed') => Promise<void>
}

/**
 * Runs a replay to its end, from wherever it stands: after a crash, an error or a take-over the last committed transaction says what is done,
 * since progress is committed with the records or not at all. Waits for brokers that are away as long as it takes.
 * @returns the final counts, or null when the signal stopped it
 * @throws AppError CONFLICT when another console has taken over (`isFenced`); any other when it can never succeed; CanaryStopped
 */
export async function runReplay(source: KafkaCluster, job: JobDefinition, control: RunControl): Promise<Counts | null> {
  const state = { started: control.started, canaryPassed: control.canaryPassed }
  const clusters = { source, target: targetClusterOf(source, job.target) }
  for (let delay = FIRST_RETRY_MS; ; delay = Math.min(delay * 2, MAX_RETRY_MS)) {
    try {
      const onProgress = (counts: Counts) => {
        delay = FIRST_RETRY_MS
        control.onProgress(counts)
      }
      return await attempt(clusters, job, { ...control, state, onProgress })
    } catch (error) {
      if (control.signal.aborted) return null
      if (isFenced(error) || !isTransientHere(error)) throw error
      control.onProblem(isAppError(error) ? error.message : null)
      await pause(delay, control.signal).catch(() => undefined)
      if (control.signal.aborted) return null
    }
  }
}

/** A producer whose transaction the broker gave up, or whose sequence is not known any more, starts anew from what is committed. */
const START_ANEW =
  /INVALID_TXN_STATE|OUT_OF_ORDER_SEQUENCE_NUMBER|UNKNOWN_PRODUCER_ID|TRANSACTION_ABORTABLE|INVALID_PRODUCER_ID_MAPPING/

function isTransientHere(error: unknown): boolean {
  return isTransient(error) || (isAppError(error) && START_ANEW.test(error.message))
}

interface Attempt extends RunControl {
  state: { started: boolean; canaryPassed: boolean }
}

interface Clusters {
  source: KafkaCluster
  /** Where the records and the ledger go. */
  target: KafkaCluster
}

async function attempt(clusters: Clusters, job: JobDefinition, control: Attempt): Promise<Counts | null> {
  const { source, target } = clusters
  const exactly = job.guarantee === 'exactlyOnceReadCommitted'
  await checkSource(source, job)
  const producer = await RecordProducer.open(target, { transactionalId: exactly ? `tailrace-replay-${job.id}` : null })
  const links = new NodeLinks(source)
  const run = new Run(target, job, producer)
  try {
    const selection = { ...placesOf(job), matches: filterOf(source, job.source.topic, job.selection) }
    const done = await lastEntry(target, job, control.signal)
    if (done) {
      run.counts = done.counts
      control.onProgress(done.counts)
    } else if (control.state.started) {
      throw new AppError(
        'INTERNAL',
        'Its progress is missing from the ledger, so it is not known what was sent: it does not start again.',
      )
    } else {
      await run.commit(new ReplayBatch({ range: 0, offset: selection.ranges[0]?.from ?? 0n }, () => null))
      await control.onStart()
      control.state.started = true
    }
    control.onProblem(null)
    const plan = await planOf(clusters, job, { selection, signal: control.signal })
    const from = done ? { range: done.position.range, offset: BigInt(done.position.offset) } : undefined
    await drain({ ...clusters, job, run, plan, selection, links, ...(from ? { from } : {}) }, control)
    return control.signal.aborted ? null : run.counts
  } finally {
    // What stopped it may have come while a batch was on its way.
    await run.committed().catch(() => undefined)
    links.close()
    producer.close()
  }
}

/** The records of a topic made anew under the same name are others. */
async function checkSource(cluster: KafkaCluster, { source }: JobDefinition): Promise<void> {
  const { topicId } = await cluster.topic(source.topic, { maxAgeMs: 1_000 })
  if (topicId !== source.topicId)
    throw new AppError(
      'CONFLICT',
      `${source.topic} was deleted and made anew since the replay was planned: its records are others.`,
    )
}

/** @throws AppError CONFLICT where there are records of this replay that nobody can vouch for: they may stand for records that were sent */
async function lastEntry(cluster: KafkaCluster, job: JobDefinition, signal: AbortSignal): Promise<LedgerEntry | null> {
  let last: LedgerEntry | null = null
  for await (const entry of readJobLedger(cluster, job, { wait: true, signal })) last = entry
  const problem = ledgerIndex(cluster).blocked(job.id)
  if (problem)
    throw new AppError(
      'CONFLICT',
      `${INTERNAL_TOPIC.replays} holds records of this replay that are not trusted: ${UNTRUSTED_TEXT[problem]}. It is not known what was sent.`,
    )
  return last
}

/** The sums of a replay and the way its batches become durable. */
class Run {
  counts: Counts = NOTHING
  readonly #cluster: KafkaCluster
  readonly #job: JobDefinition
  readonly #producer: RecordProducer
  readonly #signing: TopicSigning
  #signer: RecordSigner | undefined
  #committing = Promise.resolve()

  constructor(cluster: KafkaCluster, job: JobDefinition, producer: RecordProducer) {
    this.#cluster = cluster
    this.#job = job
    this.#producer = producer
    this.#signing = topicSigning(cluster, INTERNAL_TOPIC.replays)
  }

  /** Starts to commit a batch; there is no other under way when it is called. */
  begin(batch: ReplayBatch, onProgress: (counts: Counts) => void): void {
    this.#committing = this.commit(batch).then(() => onProgress(this.counts))
    // Told by `committed`, which may be called later.
    this.#committing.catch(() => undefined)
  }

  /** Resolves when nothing is under way; rejects with what became of it. */
  async committed(): Promise<void> {
    await this.#committing
  }

  /** Sends a batch and its ledger entry: in one transaction where there are transactions, else the entry after the records. */
  async commit(batch: ReplayBatch): Promise<void> {
    // Before the records are sent: behind them nothing may fail but the entry itself.
    const ids = await this.#topicIds()
    const place = await this.#signing.refreshToWrite()
    const signer = (this.#signer ??= new RecordSigner(this.#cluster, this.#signing, this.#producer.identity))
    const entry = this.#entryOf(batch, await batch.send(this.#producer), ids)
    const key = Buffer.from(this.#job.id)
    const value = JSON.stringify(entry)
    if (this.#job.guarantee === 'exactlyOnceReadCommitted') {
      const { record } = signer.sign({ key, value: Buffer.from(value) }, place)
      await this.#producer.send([{ topic: INTERNAL_TOPIC.replays, partition: 0, records: [record] }])
      await this.#producer.commit()
      this.#signing.startsAt(place.start)
    } else if (this.#job.ledger) await appendRecord(this.#cluster, INTERNAL_TOPIC.replays, { key: this.#job.id, value })
    else rememberEntry(this.#cluster, entry)
    this.counts = entry.counts
  }

  async #topicIds(): Promise<LedgerEntry['targetIds']> {
    const { topics } = await this.#cluster.metadata()
    const ids = Object.keys(this.#job.topics).map((name) => [name, topics.get(name)?.topicId] as const)
    return Object.fromEntries(ids.flatMap(([name, id]) => (id ? [[name, id]] : [])))
  }

  #entryOf(batch: ReplayBatch, sent: SentRun[], ids: LedgerEntry['targetIds']): LedgerEntry {
    const { range, offset } = batch.position
    return {
      v: 1,
      job: this.#job.id,
      sourceTopic: this.#job.source.topic,
      sourceTopicId: this.#job.source.topicId,
      position: { range, offset: String(offset) },
      counts: batch.counts(this.counts),
      sent,
      targetIds: Object.fromEntries(Object.entries(ids).filter(([name]) => sent.some(({ topic }) => topic === name))),
      skipped: batch.skipped,
      failed: batch.failed,
    }
  }
}

interface Drain extends Clusters {
  job: JobDefinition
  run: Run
  plan: RecordPlan
  selection: FrozenSelection
  links: NodeLinks
  from?: Position
}

/**
 * Reads, decides, and commits batch by batch; while one is committed, the next is read. Nothing is opened while it waits for its rate or for
 * the records sent ahead.
 */
async function drain(work: Drain, { signal, onProgress, onCanary, state }: Attempt): Promise<void> {
  const { source, job, run, plan, selection, links, from } = work
  const { recordsPerSecond, bytesPerSecond, canary } = job.options
  const pace = new Pace({ recordsPerSecond: recordsPerSecond ?? null, bytesPerSecond: bytesPerSecond ?? null })
  const maxBytes = Math.min(MAX_BYTES, pace.bytes)
  const ahead = () => (canary && !state.canaryPassed ? Math.max(0, canary.records - run.counts.sent) : Infinity)
  const maxRecords = () => Math.min(MAX_RECORDS, pace.records, ahead())
  const limitOf = (topic: string) => job.topics[topic]?.maxMessageBytes ?? null
  const start = from ?? { range: 0, offset: selection.ranges[0]?.from ?? 0n }
  let batch = new ReplayBatch(start, limitOf)
  const checkCanary = async () => {
    if (!canary || state.canaryPassed) return
    await run.committed()
    if (ahead() > 0) return
    await onCanary('waiting')
    await awaitCanary(work, job, signal)
    state.canaryPassed = true
    await onCanary('passed')
  }
  const flush = async () => {
    if (batch.empty) return
    const waitMs = pace.take(batch.records, batch.bytes)
    if (waitMs > 0) await pause(waitMs, signal)
    await run.committed()
    if (signal.aborted) throw new AppError('CONFLICT', 'It was stopped.')
    const full = batch
    batch = new ReplayBatch(full.position, limitOf)
    run.begin(full, onProgress)
    await checkCanary()
  }
  // What is left of an earlier run that stopped while it waited.
  await checkCanary()
  const read = { topic: job.source.topic, signal, links, ...(from ? { from } : {}) }
  for await (const chunk of readSelection(source, selection, read)) {
    const { partition } = chunk
    const gone = chunk.gone.toSorted((a, b) => (a < b ? -1 : Number(a > b)))
    const addGone = (before: bigint) => {
      for (let next = gone[0]; next !== undefined && next < before; next = gone[0]) {
        batch.failed.push({ source: partition, offset: String(next), reason: 'gone' })
        gone.shift()
      }
    }
    for (const candidate of await findCandidates(source, chunk, signal)) {
      const { offset } = candidate.record
      addGone(offset)
      const planned = planRecord(candidate, plan)
      if (planned.skip !== null) batch.skipped.push({ source: partition, offset: String(offset), reason: planned.skip })
      else {
        if (batch.records > 0 && batch.bytes + planned.bytes > maxBytes) await flush()
        batch.add({ ...planned, source: { partition, offset, count: planned.count } })
      }
      batch.position = { range: chunk.position.range, offset: offset + 1n }
      if (batch.records >= maxRecords() || batch.skipped.length >= MAX_RECORDS) await flush()
    }
    addGone(chunk.position.offset)
    batch.position = chunk.position
  }
  await flush()
  await run.committed()
}

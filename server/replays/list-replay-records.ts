import type { Page } from '#lib/contract/common.ts'
import type { ReplayRecord } from '#lib/contract/replays.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { hasEnded } from '#server/replay-ledger/job.ts'
import { recordsOf } from '#server/replay-ledger/ledger-entry.ts'
import { readJobLedger } from '#server/replay-ledger/ledger.ts'
import { replayRunner } from './replay-runner.ts'
import { targetClusterOf } from '#server/replay-ledger/target-cluster.ts'

interface RecordsInput {
  replay: string
  result?: ReplayRecord['result'] | undefined
  reason?: ReplayRecord['reason'] | undefined
  page: number
  pageSize: number
}

/** What became of each record, as far as the replay has come. @throws AppError NOT_FOUND */
export async function listReplayRecords(
  { cluster, signal }: ClusterCtx,
  input: RecordsInput,
): Promise<Page<ReplayRecord>> {
  const { page, pageSize } = input
  const start = (page - 1) * pageSize
  const items: ReplayRecord[] = []
  let total = 0
  for await (const records of readReplayRecords(cluster, input, signal)) {
    if (total < start + pageSize && total + records.length > start)
      items.push(...records.slice(Math.max(0, start - total), start + pageSize - total))
    total += records.length
  }
  return { items, total, page, pageSize }
}

/** The results of a replay, some at a time. @throws AppError NOT_FOUND */
export async function* readReplayRecords(
  cluster: KafkaCluster,
  { replay, result, reason }: Omit<RecordsInput, 'page' | 'pageSize'>,
  signal: AbortSignal,
): AsyncGenerator<ReplayRecord[]> {
  const { jobs } = replayRunner(cluster)
  await jobs.refresh()
  const { definition, status } = jobs.require(replay)
  const how = { wait: false, ended: hasEnded(status), signal }
  for await (const entry of readJobLedger(targetClusterOf(cluster, definition.target), definition, how)) {
    yield recordsOf(entry).filter(
      (record) =>
        (result === undefined || record.result === result) && (reason === undefined || record.reason === reason),
    )
  }
}

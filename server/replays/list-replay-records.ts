import type { Page } from '#lib/contract/common.ts'
import type { ReplayRecord } from '#lib/contract/replays.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { recordsOf } from './ledger-entry.ts'
import { readJobLedger } from './ledger.ts'
import { replayRunner } from './replay-runner.ts'

interface RecordsInput {
  replay: string
  result?: ReplayRecord['result'] | undefined
  page: number
  pageSize: number
}

/** What became of each record, as far as the replay has come. @throws AppError NOT_FOUND */
export async function listReplayRecords(
  { cluster, signal }: ClusterCtx,
  input: RecordsInput,
): Promise<Page<ReplayRecord>> {
  const { replay, result, page, pageSize } = input
  const { jobs } = replayRunner(cluster)
  await jobs.refresh()
  const { definition } = jobs.require(replay)
  const start = (page - 1) * pageSize
  const items: ReplayRecord[] = []
  let total = 0
  for await (const entry of readJobLedger(cluster, definition, { wait: false, signal })) {
    const records = recordsOf(entry).filter((record) => result === undefined || record.result === result)
    for (const [index, record] of records.entries()) {
      const at = total + index
      if (at >= start && at < start + pageSize) items.push(record)
    }
    total += records.length
  }
  return { items, total, page, pageSize }
}

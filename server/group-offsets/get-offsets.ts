import type { z } from 'zod'
import type { getOffsets as contract } from '#lib/contract/group-offsets.ts'
import { toCsv } from '#lib/format/csv.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { type InputOf, RawResponse } from '#server/http/route.ts'
import { loadTarget } from './load-target.ts'

type Answer = z.input<typeof contract.output>

/** What a group has committed at this moment, as JSON or as a file that a spreadsheet opens without running anything of it. @throws AppError NOT_FOUND */
export async function getOffsets(
  { cluster }: ClusterCtx,
  { group, format }: InputOf<typeof contract>,
): Promise<Answer | RawResponse> {
  const { committed } = await loadTarget(cluster, group)
  const partitions = [...committed].flatMap(([topic, offsets]) =>
    [...offsets].flatMap(([partition, { offset, metadata }]) =>
      offset === null ? [] : [{ topic, partition, offset: offset.toString(), metadata }],
    ),
  )
  const sorted = partitions.toSorted((a, b) =>
    a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition,
  )
  return format === 'json' ? { partitions: sorted } : csvFile(group, sorted)
}

function csvFile(group: string, rows: Answer['partitions']): RawResponse {
  const csv = toCsv(
    [
      { header: 'topic', text: ({ topic }) => topic },
      { header: 'partition', text: ({ partition }) => String(partition) },
      { header: 'offset', text: ({ offset }) => offset },
    ],
    rows,
  )
  const name = `${group.replace(/[^A-Za-z0-9._-]+/g, '_').slice(0, 100)}-offsets.csv`
  return new RawResponse(
    new Response(csv, {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
    }),
  )
}

import type { z } from 'zod'
import type { ExportQuery, ImportReport, importRecords } from '../contract/export.ts'
import { AppError } from '../errors.ts'
import { apiUrl, problemOf } from './call-api.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'

const contract = early(contracts.export)

interface TopicAt {
  cluster: string
  topic: string
}

/** Where a file with the records of a search can be downloaded. */
export const exportUrl = ({ cluster, topic }: TopicAt, query: z.input<typeof ExportQuery>) =>
  apiUrl('/clusters/{cluster}/topics/{topic}/export', { cluster, topic }, query)

export type ImportOptions = z.input<typeof importRecords.query>

/** Sends a file to be imported. @throws AppError */
export async function importFile(at: TopicAt, query: ImportOptions, file: Blob): Promise<ImportReport> {
  const { importRecords: endpoint } = await contract()
  const response = await fetch(apiUrl(endpoint.path, { ...at }, query), {
    method: 'POST',
    body: file,
    headers: { 'content-type': endpoint.bodyType },
  }).catch((cause: unknown) => {
    throw new AppError(
      'CLUSTER_UNREACHABLE',
      'The connection to the console broke off: part of the file may be written.',
      {
        cause,
      },
    )
  })
  if (!response.ok) throw await problemOf(response)
  return endpoint.output.parse(await response.json())
}

import type { z } from 'zod'
import { Offset } from '#lib/contract/common.ts'
import type { getMessage as endpoint, Message } from '#lib/contract/messages.ts'
import { AppError, invalid } from '#lib/errors.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { RawResponse } from '#server/http/route.ts'
import { withSlot } from '#server/limits/slots.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import { findRecord, type RecordAddress } from '#server/records/find-record.ts'
import { toMessage } from '#server/records/to-message.ts'

type Input = z.output<(typeof endpoint)['query']> & Record<'topic' | 'partition' | 'offset', string>

type MessageCtx = Pick<ClusterCtx, 'cluster' | 'signal' | 'owner'>

/** One record, whole unless it is larger than `maxBytes`, or with `download` the exact bytes of its key or value. */
export async function getMessage(ctx: MessageCtx, input: Input): Promise<Message | RawResponse> {
  const at = addressOf(input)
  return withSlot(ctx.owner, 'wholeRecords', async () => readMessage(ctx, at, input))
}

async function readMessage(
  { cluster, signal }: MessageCtx,
  at: RecordAddress,
  input: Input,
): Promise<Message | RawResponse> {
  const { batch, record } = await findRecord(cluster, at, { isolation: input.isolation, signal })
  if (input.download === undefined) {
    const { keyFormat, valueFormat, maxBytes = Infinity } = input
    const serde = serdeOf(cluster)
    await serde.prepare([{ topic: at.topic, ...record }])
    return toMessage({ topic: at.topic, partition: at.partition, batch }, record, {
      keyFormat,
      valueFormat,
      maxBytes: record.sizeBytes > maxBytes ? maxBytes : Infinity,
      serde,
    })
  }
  const bytes = record[input.download]
  if (bytes === null)
    throw new AppError('NOT_FOUND', `The ${input.download} of this record is null: there are no bytes.`)
  return new RawResponse(
    new Response(new Uint8Array(bytes), {
      headers: {
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename="${fileName(at, input.download)}"`,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      },
    }),
  )
}

function addressOf({ topic, partition, offset }: Input): RecordAddress {
  if (!/^\d{1,7}$/.test(partition)) throw invalid('partition', 'a partition is a whole number')
  if (!Offset.safeParse(offset).success || offset.startsWith('-'))
    throw invalid('offset', 'an offset is a whole number')
  return { topic, partition: Number(partition), offset: BigInt(offset) }
}

function fileName({ topic, partition, offset }: RecordAddress, part: string): string {
  return `${topic.replace(/[^\w.-]/g, '_')}-${partition}-${offset}.${part}.bin`
}

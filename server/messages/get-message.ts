import type { z } from 'zod'
import { Offset } from '#lib/contract/common.ts'
import type { getMessage as endpoint, Message } from '#lib/contract/messages.ts'
import { AppError, invalid } from '#lib/errors.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { ByteStream, RawResponse } from '#server/http/route.ts'
import { takeSlot, withSlot } from '#server/limits/slots.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import { findRecord, type RecordAddress } from '#server/records/find-record.ts'
import { isLarge, largeMessage } from '#server/records/large/large-message.ts'
import { ANSWER_BYTES } from '#server/records/large/message-json.ts'
import { MAX_HEADERS, toMessage } from '#server/records/to-message.ts'

type Input = z.output<(typeof endpoint)['query']> & Record<'topic' | 'partition' | 'offset', string>

type MessageCtx = Pick<ClusterCtx, 'cluster' | 'signal' | 'owner'>

/** What is read of a large record to be shown; twice as many bytes do not fit into an answer. */
const SHOWN = { partBytes: ANSWER_BYTES, headers: MAX_HEADERS }
/** What is sent of a download at a time. */
const PIECE_BYTES = 256 << 10

/**
 * One record, up to 16 MiB of it and to `maxBytes` where it is larger than that, or with `download` the exact bytes of its key or value.
 * @throws AppError NOT_FOUND, UNDECODABLE, LIMIT_EXCEEDED
 */
export async function getMessage(ctx: MessageCtx, input: Input): Promise<Message | RawResponse | ByteStream> {
  const at = addressOf(input)
  if (input.download !== undefined) return download(ctx, at, { ...input, part: input.download })
  return withSlot(ctx.owner, 'wholeRecords', async () => readMessage(ctx, at, input))
}

async function readMessage(
  { cluster, signal }: MessageCtx,
  at: RecordAddress,
  { isolation, keyFormat, valueFormat, maxBytes: most = Infinity }: Input,
): Promise<Message | RawResponse> {
  const { topic, partition } = at
  const { batch, record } = await findRecord(cluster, at, { isolation, signal, shown: SHOWN })
  const maxBytes = record.sizeBytes > most ? most : Infinity
  const serde = serdeOf(cluster)
  await serde.prepare([{ topic, ...record }])
  if (isLarge(record)) {
    const options = { keyFormat, valueFormat, maxBytes, signal }
    const json = await largeMessage(cluster, { topic, partition, batch, record }, options)
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
    return new RawResponse(new Response(json, { headers }))
  }
  return toMessage({ topic, partition, batch }, record, { keyFormat, valueFormat, maxBytes, serde })
}

/** The slot is held until the client has all of it: a batch is in memory for so long. */
async function download(
  { cluster, signal, owner }: MessageCtx,
  at: RecordAddress,
  { part, isolation }: Pick<Input, 'isolation'> & { part: 'key' | 'value' },
): Promise<ByteStream> {
  await takeSlot(owner, 'downloads')
  const { record } = await findRecord(cluster, at, { isolation, signal })
  const bytes = record[part]
  if (bytes === null) throw new AppError('NOT_FOUND', `The ${part} of this record is null: there are no bytes.`)
  return new ByteStream(piecesOf(bytes), {
    'content-type': 'application/octet-stream',
    'content-length': String(bytes.length),
    'content-disposition': `attachment; filename="${fileName(at, part)}"`,
  })
}

async function* piecesOf(bytes: Buffer): AsyncGenerator<Uint8Array, void, void> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield new Uint8Array(bytes.subarray(at, at + PIECE_BYTES))
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

import type { ReplayEdit } from '#lib/contract/replays.ts'
import type { Input } from '#lib/contract/messages.ts'
import { encodeSide } from '#server/serde/encode-side.ts'
import type { Serde, Side } from '#server/serde/serde.ts'
import { encodeApart } from '#server/serde/encode-apart.ts'
import { encodeInput } from '#server/serde/encode.ts'
import type { RecordHeader } from '#server/kafka/records/record.ts'

/** What takes the place of a record's own; undefined where nothing does. */
export interface PreparedEdit {
  key: Buffer | null | undefined
  value: Buffer | null | undefined
  headers: RecordHeader[] | undefined
}

export type Edits = ReadonlyMap<string, PreparedEdit>

export function editOf(edits: Edits, partition: number, offset: bigint): PreparedEdit | undefined {
  return edits.size === 0 ? undefined : edits.get(`${partition}-${offset}`)
}

/** The edits with their keys and values as bytes, encoded by schemas where that is asked for: whoever runs them later asks no registry. */
export async function freezeEdits(
  serde: Pick<Serde, 'registry'>,
  edits: readonly ReplayEdit[],
  topic: string,
): Promise<ReplayEdit[]> {
  const freeze = async (input: Input | null | undefined, side: Side) => {
    if (input === undefined || input === null) return input
    const bytes = await encodeSide(serde, input, { topic, side })
    return bytes && { base64: bytes.toString('base64') }
  }
  const frozen: ReplayEdit[] = []
  for (const edit of edits) {
    const key = await freeze(edit.key, 'key')
    const value = await freeze(edit.value, 'value')
    const headers = edit.headers && (await Promise.all(edit.headers.map(frozenHeader)))
    const changed = { ...(key === undefined ? {} : { key }), ...(value === undefined ? {} : { value }) }
    frozen.push({ ...edit, ...changed, ...(headers ? { headers } : {}) })
  }
  return frozen
}

type Header = NonNullable<ReplayEdit['headers']>[number]

async function frozenHeader({ name, value }: Header, index: number): Promise<Header> {
  const bytes = await encodeApart(value, `options.edits.headers.${index}.value`)
  return { name, value: bytes && { base64: bytes.toString('base64') } }
}

/** The edits as bytes. @throws AppError INVALID_INPUT naming the field */
export function prepareEdits(edits: readonly ReplayEdit[] = []): Edits {
  return new Map(
    edits.map(({ partition, offset, key, value, headers }, index) => [
      `${partition}-${offset}`,
      {
        key: key === undefined ? undefined : encodeInput(key, `options.edits.${index}.key`),
        value: value === undefined ? undefined : encodeInput(value, `options.edits.${index}.value`),
        headers: headers?.map((header, at) => ({
          name: Buffer.from(header.name),
          value: encodeInput(header.value, `options.edits.${index}.headers.${at}`),
        })),
      },
    ]),
  )
}

/** Whether the record was JSON and its edited value is not any more. */
export function breaksJson(before: Buffer | null, after: Buffer | null | undefined): boolean {
  return after !== undefined && after !== null && isJson(before) && !isJson(after)
}

function isJson(bytes: Buffer | null): boolean {
  if (bytes === null || !/^\s*[[{]/.test(bytes.subarray(0, 64).toString('latin1'))) return false
  try {
    JSON.parse(bytes.toString('utf8'))
    return true
  } catch {
    return false
  }
}

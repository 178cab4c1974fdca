import type { Decoded, Message } from '#lib/contract/messages.ts'
import type { ProduceInput } from '#lib/queries/messages.ts'
import { FORMAT_OPTIONS, isBySchema, type WrittenFormat } from '#lib/format/record-formats.ts'

/** What somebody typed for a key, a value or a header's value. */
export interface BytesDraft {
  isNull: boolean
  text: string
  format: WrittenFormat
  /** With a format that needs a schema: whose it is. Empty: that of the topic's name. */
  subject?: string
}

export interface HeaderDraft extends BytesDraft {
  id: number
  name: string
}

export interface ProduceDraft {
  key: BytesDraft
  value: BytesDraft
  headers: HeaderDraft[]
  /** Empty: by the key. */
  partition: string
  compression: NonNullable<ProduceInput['compression']>
  count: string
  reason: string
}

const nothing: BytesDraft = { isNull: true, text: '', format: 'text' }

export const emptyDraft: ProduceDraft = {
  key: nothing,
  value: { isNull: false, text: '', format: 'json' },
  headers: [],
  partition: '',
  compression: 'none',
  count: '1',
  reason: '',
}

/** A draft that writes the same key, value and headers once more. */
export function draftOf({ key, value, headers, compression }: Message): ProduceDraft {
  return {
    ...emptyDraft,
    key: bytesDraft(key),
    value: bytesDraft(value),
    headers: headerDrafts(headers),
    compression,
  }
}

/** Headers as they can be edited. */
export function headerDrafts(headers: Message['headers']): HeaderDraft[] {
  return headers.map((header, id) => ({ id, name: header.name, ...bytesDraft(header.value) }))
}

/** What is wrong with a header as it was typed; undefined where nothing is. */
export function headerIssue({ name, isNull, text, format }: HeaderDraft): string | undefined {
  if (name === '') return 'A header needs a name.'
  if (isNull || text === '') return undefined
  if (format === 'hex' && !/^([\da-f]{2}\s*)+$/i.test(text)) return 'Pairs of hex digits are expected, such as 0a ff.'
  if (format === 'base64' && !/^([A-Za-z\d+/]{4})*([A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(text))
    return 'Base64 is expected, such as AP8=.'
  return undefined
}

/** The bytes of a decoded value in a form that brings exactly them back. */
function bytesDraft(decoded: Decoded | null): BytesDraft {
  if (decoded === null) return nothing
  if (decoded.base64 !== undefined) return { isNull: false, text: decoded.base64, format: 'base64' }
  const format = FORMAT_OPTIONS.find(({ value }) => value === decoded.format)?.value ?? 'text'
  return { isNull: false, text: decoded.text, format }
}

export function toProduceBody(draft: ProduceDraft): ProduceInput {
  const { key, value, headers, partition, compression, count, reason } = draft
  return {
    key: inputOf(key),
    value: inputOf(value),
    headers: headers.map((header) => ({ name: header.name, value: inputOf(header) })),
    compression,
    count: Number(count),
    ...(partition === '' ? {} : { partition: Number(partition) }),
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
  }
}

/** As the API takes it. */
export function inputOf({ isNull, text, format, subject = '' }: BytesDraft): NonNullable<ProduceInput['key']> | null {
  if (isNull) return null
  // Nothing typed is an empty value in every format.
  if (text === '') return { text, format: 'empty' }
  return isBySchema(format) && subject.trim() !== '' ? { text, format, subject: subject.trim() } : { text, format }
}

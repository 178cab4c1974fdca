import { FileEnd, FileRecord } from '#lib/contract/export.ts'
import { AppError } from '#lib/errors.ts'

/** Each import holds one line: a record of 24 MB as base64 fits. */
const MAX_LINE_BYTES = 32 << 20
const NEWLINE = 0x0a

export interface FileLine {
  number: number
  record: FileRecord
}

/**
 * The records of an NDJSON file, one by one; returns its end line, null where there is none. Empty lines are passed over.
 * @throws AppError INVALID_INPUT naming the line
 */
export async function* readFileLines(
  upload: ReadableStream<Uint8Array>,
): AsyncGenerator<FileLine, FileEnd | null, void> {
  let end: FileEnd | null = null
  let number = 0
  for await (const bytes of splitLines(upload)) {
    number += 1
    const text = bytes.toString('utf8').trim()
    if (text === '') continue
    const value = parse(text, number)
    const last = FileEnd.safeParse(value)
    if (last.success) end = last.data
    else yield { number, record: recordOf(value, number) }
  }
  return end
}

async function* splitLines(upload: ReadableStream<Uint8Array>): AsyncGenerator<Buffer, void, void> {
  let pieces: Buffer[] = []
  let size = 0
  for await (const chunk of upload) {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    for (let newline = rest.indexOf(NEWLINE); newline >= 0; newline = rest.indexOf(NEWLINE)) {
      yield Buffer.concat([...pieces, rest.subarray(0, newline)])
      pieces = []
      size = 0
      rest = rest.subarray(newline + 1)
    }
    size += rest.length
    if (size > MAX_LINE_BYTES)
      throw new AppError('TOO_LARGE', `A line is longer than ${MAX_LINE_BYTES >> 20} MiB: is this NDJSON?`)
    if (rest.length > 0) pieces.push(rest)
  }
  if (size > 0) yield Buffer.concat(pieces)
}

function parse(text: string, line: number): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw wrong(line, `it is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`)
  }
}

function recordOf(value: unknown, line: number): FileRecord {
  const parsed = FileRecord.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw wrong(line, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it is no record'}`)
}

export function wrong(line: number, text: string): AppError {
  const message = `line ${line}: ${text}`
  return new AppError('INVALID_INPUT', message, { issues: [{ path: 'upload', message }] })
}

import type { FormatName } from '#lib/contract/messages.ts'
import type { SchemaText } from '../registry/compile-schema.ts'

/** What a compute thread is asked to do. All of it may cost more than it looks. */
export type Task =
  /** What records are decoded with, as plain data. */
  | { kind: 'compile'; schema: SchemaText }
  /** A schema as a person reads it. */
  | { kind: 'print'; schema: Pick<SchemaText, 'type' | 'text'> }
  /** The bytes of JSON by a schema, without what is in front of them. */
  | { kind: 'encode'; schema: SchemaText; text: string; message: string | undefined }
  /** The bytes of a text in a format that needs no schema. */
  | { kind: 'convert'; text: string; format: FormatName; field: string }

export interface TaskFailure {
  code: string
  message: string
  issues?: { path: string; message: string }[]
}

/** What comes back from the thread; the first message says that it is ready. */
export type Reply = { kind: 'ready' } | { kind: 'done'; value: unknown } | { kind: 'failed'; failure: TaskFailure }

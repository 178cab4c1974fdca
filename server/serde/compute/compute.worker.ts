/**
 * A thread for what strangers may make expensive: schemas, and JSON by schemas. It is started from this file as it is, by path, does one
 * thing at a time and is ended from outside where that takes too long.
 */
import { encodeInput } from '../encode.ts'
import { compileSchema } from '../registry/compile-schema.ts'
import { encodeWithSchema } from '../registry/encode-with-schema.ts'
import { printSchema } from '../registry/print-schema.ts'
import { answerTasks } from './answer-tasks.ts'
import type { Task } from './tasks.ts'

answerTasks<Task>((task) => ({ value: run(task) }))

function run(task: Task): unknown {
  switch (task.kind) {
    case 'compile': {
      // The text is there already where it was asked for.
      const { text: _, references: __, ...compiled } = compileSchema(task.schema)
      return compiled
    }
    case 'print':
      return printSchema(task.schema)
    case 'encode':
      return encodeWithSchema(task.schema, task)
    case 'convert':
      return encodeInput({ text: task.text, format: task.format }, task.field)
  }
}

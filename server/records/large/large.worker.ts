/**
 * A thread for what unpacks to much more than it takes in a log. It is started from this file as it is, by path, does one thing at a time and is
 * ended from outside where that takes too long.
 */
import { answerTasks, type Outcome } from '#server/serde/compute/answer-tasks.ts'
import { cutRecords, unpackWhole } from './cut-records.ts'
import type { LargeTask } from './large-pool.ts'
import { messageJson } from './message-json.ts'

answerTasks(run)

function run(task: LargeTask): Outcome {
  switch (task.kind) {
    case 'cut': {
      const { records, memory } = cutRecords(task)
      return { value: records, memory: [memory] }
    }
    case 'unpack':
      return { value: unpackWhole(task.batch) }
    case 'message':
      return { value: messageJson(task) }
  }
}

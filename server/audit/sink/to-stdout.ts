import type { SendLines } from './sink-queue.ts'

/** JSON lines on standard output. What reads it has acknowledged them once the operating system has taken them. */
export const toStdout: SendLines = async (lines) =>
  new Promise((resolve) => {
    process.stdout.write(lines.map((line) => `${line}\n`).join(''), (error) =>
      resolve(error ? { state: 'failed', problem: error.message } : { state: 'acknowledged' }),
    )
  })

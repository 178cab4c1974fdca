import type { FromWorker, ToWorker } from './large-calls.ts'
import { LargeDocument } from './large-document.ts'

const page = self as unknown as {
  postMessage: (message: FromWorker) => void
  addEventListener: (name: 'message', listener: (event: { data: ToWorker }) => void) => void
}

const PROGRESS_EVERY_MS = 100
let opened: LargeDocument | undefined
let toldAt = 0

page.addEventListener('message', ({ data }) => {
  if ('source' in data) {
    opened = new LargeDocument(data.source, (progress) => {
      if (performance.now() - toldAt < PROGRESS_EVERY_MS) return
      toldAt = performance.now()
      page.postMessage({ progress })
    })
  } else void answer(data)
})

async function answer({ id, call, args }: Extract<ToWorker, { id: number }>): Promise<void> {
  try {
    // The page calls with the arguments of the same method: see LargeRecord.call.
    const method = opened?.[call] as ((...all: unknown[]) => unknown) | undefined
    page.postMessage({ id, answer: await method?.apply(opened, args) })
  } catch (error) {
    page.postMessage({ id, error: error instanceof Error ? error.message : 'It cannot be shown.' })
  }
}

import { expect, it } from 'vitest'
import { readEvents, type StreamEvent } from './read-events.ts'

const TEXT =
  ': still here\n\nid: 1\nevent: match\ndata: {"text":"Zoë 😀"}\n\nevent: progress\ndata: {}\n\n: a\n\ndata: x\ndata: y\n\nevent: cut\ndata: {'

async function eventsOf(chunks: Uint8Array[]): Promise<StreamEvent[]> {
  const events: StreamEvent[] = []
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
  for await (const event of readEvents(body)) events.push(event)
  return events
}

it('reads events however the bytes are cut', async () => {
  const bytes = new TextEncoder().encode(TEXT)
  for (let size = 1; size < bytes.length; size += 3) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    )
    expect(await eventsOf(chunks)).toEqual([
      { event: 'match', data: '{"text":"Zoë 😀"}' },
      { event: 'progress', data: '{}' },
      { event: 'message', data: 'x\ny' },
    ])
  }
})

it('lets the connection go when nobody reads on', async () => {
  let cancelled = false
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode('data: 1\n\n')),
    cancel: () => {
      cancelled = true
    },
  })
  for await (const { data } of readEvents(body)) {
    expect(data).toBe('1')
    break
  }
  expect(cancelled).toBe(true)
})

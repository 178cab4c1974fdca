import type { SearchDone, SearchProgress } from '#lib/contract/search.ts'
import type { Message } from '#lib/contract/messages.ts'
import { eventFrame } from '#server/http/sse.ts'
import type { Frames } from '#server/http/stream-route.ts'
import { toMessage } from '#server/records/to-message.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import { type SearchCtx, type SearchInput, searchRecords } from './search-records.ts'

export type SearchEvent =
  | { event: 'match'; data: { message: Message } }
  | { event: 'progress'; data: SearchProgress }
  | { event: 'done'; data: SearchDone }

/** {@link searchRecords} in the shapes of the contract. */
export async function* search(ctx: SearchCtx, input: SearchInput): AsyncGenerator<SearchEvent, void, void> {
  const { keyFormat, valueFormat, topic } = input
  const serde = serdeOf(ctx.cluster)
  for await (const event of searchRecords(ctx, input)) {
    if (event.type === 'record') {
      const { record, batch, partition } = event.found
      await serde.prepare([{ topic, ...record }])
      yield {
        event: 'match',
        data: { message: toMessage({ topic, partition, batch }, record, { keyFormat, valueFormat, serde }) },
      }
    } else if (event.type === 'progress') yield { event: 'progress', data: event.progress }
    else {
      const { coverage, continue: next } = event
      yield { event: 'done', data: next === null ? { coverage } : { coverage, continue: next } }
    }
  }
}

/** The stream of `search` and `searchByPost`. What is wrong with the request is said before the stream begins. */
export async function streamSearch(ctx: SearchCtx, input: SearchInput): Promise<Frames> {
  const events = search(ctx, input)
  return frames(await events.next(), events)
}

async function* frames(
  first: IteratorResult<SearchEvent, void>,
  events: AsyncGenerator<SearchEvent, void, void>,
): AsyncGenerator<Buffer, void, void> {
  for (let next = first; !next.done; next = await events.next())
    yield eventFrame({ event: next.value.event, data: JSON.stringify(next.value.data) })
}

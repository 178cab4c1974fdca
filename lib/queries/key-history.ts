import type { z } from 'zod'
import type { Message } from '../contract/messages.ts'
import type { SearchDone, SearchProgress, SearchQuery } from '../contract/search.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'
import { type Listening, watchStream } from './watch-stream.ts'

const contract = early(contracts.search)

export type KeySearch = z.input<typeof SearchQuery> & { key: string }

export type KeySearchEvent = { message: Message } | SearchProgress | SearchDone

/** The records of one key as they are found, newest first, then what was covered. @returns how to stop */
export const watchKey = (
  { cluster, topic }: { cluster: string; topic: string },
  query: KeySearch,
  listening: Listening<'match' | 'progress' | 'done', KeySearchEvent>,
) =>
  watchStream(async () => (await contract()).search, { ...listening, params: { cluster, topic }, query: { ...query } })

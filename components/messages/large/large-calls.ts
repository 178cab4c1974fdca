import type { LargeDocument, LargeSource } from './large-document.ts'

/** What the page may ask of the worker. */
export type LargeCall = 'openTree' | 'turn' | 'tree' | 'openText' | 'lines' | 'openHex' | 'hex' | 'text'

export type LargeAnswer<Call extends LargeCall> = Awaited<ReturnType<LargeDocument[Call]>>

/** From the page: first the source, then calls with numbers of their own. */
export type ToWorker = { source: LargeSource } | { id: number; call: LargeCall; args: unknown[] }

/** From the worker: how much is loaded, an answer, or why there is none. */
export type FromWorker = { progress: number } | { id: number; answer: unknown } | { id: number; error: string }

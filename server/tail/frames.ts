import type { TailMessages } from '#lib/contract/tail.ts'
import type { Part } from './segment.ts'

type Figures = Omit<TailMessages, 'messages'>

interface Kept {
  head: string
  tail: string
  bytes: Buffer
}
/** The last frame made of a part alone: viewers in step with each other get the same bytes. */
const made = new WeakMap<Part, Kept>()

/** A `messages` event with the records of `parts`. */
export function messagesFrame(cursor: string, parts: readonly Part[], figures: Figures): Buffer {
  const head = `id: ${cursor}\nevent: messages\ndata: {"messages":[`
  const tail = `],"dropped":${figures.dropped},"sample":${figures.sample},"sampledOut":${figures.sampledOut},"filterFailures":${JSON.stringify(figures.filterFailures)},"behindMs":${figures.behindMs},"scanned":${figures.scanned},"catchingUp":${figures.catchingUp},"throttledMs":${figures.throttledMs}}\n\n`
  const [only] = parts
  const shared = parts.length === 1 && only ? made.get(only) : undefined
  if (shared?.head === head && shared.tail === tail) return shared.bytes
  const bytes = Buffer.concat([Buffer.from(head), ...joined(parts), Buffer.from(tail)])
  if (parts.length === 1 && only) made.set(only, { head, tail, bytes })
  return bytes
}

const COMMA = Buffer.from(',')

function joined(parts: readonly Part[]): Buffer[] {
  const buffers: Buffer[] = []
  for (const { json, count } of parts) {
    if (count === 0) continue
    if (buffers.length > 0) buffers.push(COMMA)
    buffers.push(json)
  }
  return buffers
}

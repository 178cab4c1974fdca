export interface SseEvent {
  event: string
  id: string | null
  data: string
}

/** Reads server-sent events out of chunks of bytes; comments (heartbeats) are left out. */
export class SseParser {
  #rest = ''
  readonly #decoder = new TextDecoder()

  feed(chunk: Uint8Array): SseEvent[] {
    const blocks = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\n\n')
    this.#rest = blocks.pop() ?? ''
    return blocks.map(readBlock).filter((event) => event !== null)
  }
}

function readBlock(block: string): SseEvent | null {
  const found: SseEvent = { event: 'message', id: null, data: '' }
  let any = false
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const value = line.slice(colon + 1).replace(/^ /, '')
    any = true
    if (line.startsWith('event:')) found.event = value
    else if (line.startsWith('id:')) found.id = value
    else if (line.startsWith('data:')) found.data += value
  }
  return any ? found : null
}

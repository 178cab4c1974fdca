/**
 * Header names come again and again. Each is kept once, so that reading a record makes no buffer and no string for its names.
 * Long names and those beyond the bound are made anew each time.
 */
const MAX_NAMES = 4_096
const MAX_BYTES = 96
/** Names that were made to fall together do not make a long search. */
const MAX_ALIKE = 4

const byHash = new Map<number, Buffer[]>()
const texts = new Map<Buffer, string>()

/** The name that stands in `[start, end)`: one buffer for all that are alike, or a view. */
export function headerName(payload: Buffer, start: number, end: number): Buffer {
  const length = end - start
  if (length > MAX_BYTES) return payload.subarray(start, end)
  let hash = length
  for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + (payload[at] ?? 0)) | 0
  const alike = byHash.get(hash)
  for (const name of alike ?? []) if (name.length === length && equals(name, payload, start)) return name
  if (texts.size >= MAX_NAMES || (alike?.length ?? 0) >= MAX_ALIKE) return payload.subarray(start, end)
  const name = Buffer.from(payload.subarray(start, end))
  texts.set(name, name.toString('utf8'))
  if (alike) alike.push(name)
  else byHash.set(hash, [name])
  return name
}

/** A header's name as text, whether it is kept or not. */
export function headerNameText(name: Buffer): string {
  return texts.get(name) ?? name.toString('utf8')
}

function equals(name: Buffer, payload: Buffer, start: number): boolean {
  for (let index = 0; index < name.length; index += 1) if (name[index] !== payload[start + index]) return false
  return true
}

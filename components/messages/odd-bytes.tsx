import type { Decoded } from '#lib/contract/messages.ts'

/** How a byte that is no text stands in text that is mostly such. */
const MARK = /(<[0-9a-f]{2}>)/

/** Whether the text has bytes in it that are none: then it is not the bytes, and it says why. */
export function hasOddBytes({ format, reason }: Pick<Decoded, 'format' | 'reason'>): boolean {
  return format === 'text' && reason !== undefined
}

/** Text with the marks of its odd bytes told from text that looks like them. */
export function OddBytes({ text }: { text: string }) {
  return text.split(MARK).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- the parts of one text have no other identity
      <span key={index} className="text-warn">
        {part}
      </span>
    ),
  )
}

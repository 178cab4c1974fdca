import { isUtf8 } from 'node:buffer'
import type { SampleText } from '#lib/contract/analysis.ts'

const SHOWN_BYTES = 120
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/

/** Some content as one line of text, or in hex. `length` is that of the whole, of which `bytes` may be the beginning. */
export function sampleText(bytes: Buffer, length = bytes.length): SampleText {
  const truncated = length > SHOWN_BYTES
  const shown = truncated ? wholeCharacters(bytes.subarray(0, SHOWN_BYTES)) : bytes
  const text = shown.toString('utf8')
  if (isUtf8(shown) && !CONTROL.test(text)) return { text, hex: false, truncated }
  return { text: shown.subarray(0, SHOWN_BYTES / 2).toString('hex'), hex: true, truncated: length > SHOWN_BYTES / 2 }
}

/** Without the part of a character that was cut through at the end. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let cut = 0; cut < 4; cut += 1) {
    const shorter = bytes.subarray(0, bytes.length - cut)
    if (isUtf8(shorter)) return shorter
  }
  return bytes
}

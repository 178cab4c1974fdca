import type { Decoded } from '../contract/messages.ts'
import { JSON_FORMATS } from '../format/json-formats.ts'
import { endOfString } from './scan-json.ts'

const INDENT = '  '
/** Deeper levels are not indented further: text that is nothing but brackets stays small. */
const MAX_INDENT = 40

/** JSON over several lines, every number and string as it is written. What is cut off, or no JSON, comes out as far as it goes. */
export function prettyJson(text: string): string {
  let pretty = ''
  let depth = 0
  const newLine = () => `\n${INDENT.repeat(Math.min(MAX_INDENT, Math.max(0, depth)))}`
  for (let at = 0; at < text.length;) {
    const char = text.charAt(at)
    if (char === '"') {
      const end = endOfString(text, at)
      const to = end > at ? end : text.length
      pretty += text.slice(at, to)
      at = to
      continue
    }
    at += 1
    if (/\s/.test(char)) continue
    if (char === '{' || char === '[') {
      const closes = /^\s*[}\]]/.exec(text.slice(at, at + 100))
      if (closes) {
        pretty += char + closes[0].trim()
        at += closes[0].length
        continue
      }
      depth += 1
      pretty += char + newLine()
    } else if (char === '}' || char === ']') {
      depth -= 1
      pretty += newLine() + char
    } else if (char === ',') pretty += char + newLine()
    else pretty += char === ':' ? ': ' : char
  }
  return pretty
}

/** A key or value to be read: JSON over several lines, anything else as it is. */
export function readable({ format, text }: Decoded): string {
  return JSON_FORMATS.has(format) ? prettyJson(text) : text
}

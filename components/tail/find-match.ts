/** Where a match begins further back, the text is shown from shortly before it. */
const VISIBLE = 60
const BEFORE = 24
const SHOWN = 400
const MAX_MARKS = 20

interface Excerpt {
  /** Text and matches in turn, beginning with text, which may be empty. */
  parts: string[]
  /** Something was left out in front. */
  cut: boolean
}

/** The part of a text around what was searched for; null where it does not stand in it. */
export function findMatch(text: string, wanted: string, caseSensitive: boolean): Excerpt | null {
  if (wanted === '') return null
  const fold = (value: string) => (caseSensitive ? value : value.toLowerCase())
  const [all, needle] = [fold(text), fold(wanted)]
  // Folding may change lengths; then places would not fit.
  const first = all.length === text.length ? all.indexOf(needle) : -1
  if (first < 0) return null
  const start = first > VISIBLE ? first - BEFORE : 0
  const end = Math.min(text.length, start + SHOWN)
  const parts: string[] = []
  let at = start
  for (let next = first; next >= 0 && next < end && parts.length < MAX_MARKS * 2; next = all.indexOf(needle, at)) {
    parts.push(text.slice(at, next), text.slice(next, next + needle.length))
    at = next + needle.length
  }
  parts.push(text.slice(at, Math.max(at, end)))
  return { parts, cut: start > 0 }
}

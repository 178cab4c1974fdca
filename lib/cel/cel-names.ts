/** A name that an expression may use, and what it is. `call` is what stands in its brackets to begin with. */
export interface CelName {
  name: string
  about: string
  call?: string
}

/** What an expression is given of a record. */
export const CEL_VARIABLES: readonly CelName[] = [
  { name: 'key', about: 'decoded, null where there is none' },
  { name: 'value', about: 'decoded, null for a tombstone' },
  { name: 'headers', about: 'by name' },
  { name: 'partition', about: 'number' },
  { name: 'offset', about: 'number' },
  { name: 'timestamp', about: 'time' },
  { name: 'topic', about: 'text' },
]

export const CEL_FUNCTIONS: readonly CelName[] = [
  { name: 'size', about: 'of a text, list or map', call: '' },
  { name: 'has', about: 'whether there is such a field', call: '' },
  { name: 'int', about: 'as a whole number', call: '' },
  { name: 'double', about: 'as a number', call: '' },
  { name: 'string', about: 'as text', call: '' },
  { name: 'bool', about: 'as true or false', call: '' },
  { name: 'timestamp', about: 'time of a text such as 2026-11-21T12:00:00Z', call: '""' },
  { name: 'duration', about: 'length of a text such as 90s', call: '""' },
  { name: 'type', about: 'what kind of value it is', call: '' },
]

export const CEL_METHODS: readonly CelName[] = [
  { name: 'contains', about: 'text in a text', call: '""' },
  { name: 'startsWith', about: 'beginning of a text', call: '""' },
  { name: 'endsWith', about: 'end of a text', call: '""' },
  { name: 'matches', about: 'regular expression (RE2)', call: '""' },
  { name: 'size', about: 'of a text, list or map', call: '' },
  { name: 'lowerAscii', about: 'in small letters', call: '' },
  { name: 'upperAscii', about: 'in capital letters', call: '' },
  { name: 'trim', about: 'without space around it', call: '' },
  { name: 'indexOf', about: 'place of a text in it, or -1', call: '""' },
  { name: 'substring', about: 'from a place on', call: '' },
  { name: 'replace', about: 'one text by another', call: '"", ""' },
  { name: 'split', about: 'into a list', call: '""' },
]

/** Loops over a list or the keys of a map. */
export const CEL_LOOPS: readonly CelName[] = [
  { name: 'exists', about: 'for at least one', call: 'x, ' },
  { name: 'all', about: 'for each', call: 'x, ' },
  { name: 'exists_one', about: 'for exactly one', call: 'x, ' },
  { name: 'filter', about: 'those for which it holds', call: 'x, ' },
  { name: 'map', about: 'each made into another', call: 'x, ' },
]

export const CEL_TIME_METHODS: readonly CelName[] = [
  { name: 'getHours', about: 'of the day, in UTC or a zone', call: '' },
  { name: 'getDayOfWeek', about: '0 is Sunday', call: '' },
  { name: 'getDate', about: 'day of the month', call: '' },
  { name: 'getMonth', about: '0 is January', call: '' },
  { name: 'getFullYear', about: 'year', call: '' },
]

export const CEL_WORDS: readonly CelName[] = [
  { name: 'true', about: '' },
  { name: 'false', about: '' },
  { name: 'null', about: 'nothing' },
]

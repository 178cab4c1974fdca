import { maskSecrets } from '#server/mask-secrets.ts'

/** Of the JSON text of a record's details, in bytes. */
export const MAX_DETAILS_BYTES = 16 << 10
/** Of what else of a record comes from a request or a broker: names, reason, problem. */
const MAX_TEXT = 2_000
const MAX_DEPTH = 8
/** How long texts, lists and maps may be, tried in turn until the whole fits. */
const STEPS = [
  { text: MAX_TEXT, entries: 500 },
  { text: 300, entries: 100 },
  { text: 80, entries: 30 },
  { text: 40, entries: 8 },
] as const
/** A setting that is named like this has a secret as its value, whatever it looks like. */
const SECRET_NAME =
  /passw|passphrase|secret|token|credential|jaas|private|authorization|cookie|api-?key|access-?key|keystore\.key/i
const MASK = '***'

type Details = Record<string, unknown>
type Step = (typeof STEPS)[number]

/**
 * What a record may hold of its details: secrets are masked by the names of settings and by their form, and what would take more than
 * {@link MAX_DETAILS_BYTES} is cut. So a change is never too large to be recorded.
 */
export function boundDetails(details: Details): { details: Details; truncated: boolean } {
  for (const step of STEPS) {
    const cut = { happened: false }
    const bounded = ofMap(details, { step, cut, depth: 0 })
    if (sizeOf(bounded) <= MAX_DETAILS_BYTES) return { details: bounded, truncated: cut.happened }
  }
  // Maps within maps: their names alone are too much.
  return { details: { fields: boundText(Object.keys(details).join(', ')) }, truncated: true }
}

/** A text of a request or a broker, as far as a record holds it. */
export function boundText(text: string): string {
  return shorten(maskSecrets(text.slice(0, 2 * MAX_TEXT)), MAX_TEXT)
}

const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

interface Place {
  step: Step
  cut: { happened: boolean }
  depth: number
}

function bound(value: unknown, place: Place): unknown {
  if (typeof value === 'string') return ofText(value, place)
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (place.depth >= MAX_DEPTH) {
    place.cut.happened = true
    return '…'
  }
  const inner = { ...place, depth: place.depth + 1 }
  return Array.isArray(value) ? ofList(value, inner) : ofMap(Object.fromEntries(Object.entries(value)), inner)
}

function ofText(value: string, { step, cut }: Place): string {
  if (value.length > step.text) cut.happened = true
  return shorten(maskSecrets(value.slice(0, 2 * MAX_TEXT)), step.text)
}

function ofList(values: unknown[], place: Place): unknown[] {
  const kept = values.slice(0, place.step.entries).map((value) => bound(value, place))
  const more = values.length - kept.length
  if (more === 0) return kept
  place.cut.happened = true
  return [...kept, `… ${more} more`]
}

function ofMap(map: Details, place: Place): Details {
  const entries = Object.entries(map).filter(([, value]) => value !== undefined)
  // A setting as an entry of a list: its name stands beside its value.
  const isSecret = typeof map['name'] === 'string' && SECRET_NAME.test(map['name'])
  const kept = entries
    .slice(0, place.step.entries)
    .map(([name, value]): [string, unknown] => [
      ofText(name, place),
      isMasked(name, isSecret) ? masked(value) : bound(value, place),
    ])
  const more = entries.length - kept.length
  if (more > 0) {
    place.cut.happened = true
    kept.push(['…', `${more} more`])
  }
  return Object.fromEntries(kept)
}

const isMasked = (name: string, inSecret: boolean) => SECRET_NAME.test(name) || (inSecret && name === 'value')

/** That a secret was removed, or is empty, is no secret. */
function masked(value: unknown): unknown {
  return value === null || value === '' || typeof value === 'boolean' ? value : MASK
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}… (${text.length - length} more characters)`
}

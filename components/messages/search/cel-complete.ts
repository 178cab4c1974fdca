import {
  CEL_FUNCTIONS,
  CEL_LOOPS,
  CEL_METHODS,
  CEL_TIME_METHODS,
  CEL_VARIABLES,
  CEL_WORDS,
  type CelName,
} from '#lib/cel/cel-names.ts'
import type { CelFields } from './cel-fields.ts'

/** What may be put in place of the text from `from` to `to`. `back` is how far before its end the caret goes. */
export interface Completion {
  from: number
  to: number
  options: { label: string; about: string; insert: string; back: number }[]
  /** The first option goes on with what was typed. Else nothing is replaced unless somebody chooses to: it is a name already, or only part of one. */
  preselected: boolean
}

type Option = Completion['options'][number]

const MEMBER = /((?:[A-Za-z_]\w*(?:\[[^\][]*\])*\s*\.\s*)*)([A-Za-z_]\w*)?$/
const HEADER = /\bheaders\[\s*(["'])([^"'\\]*)$/
const MOST = 40

/** What the name that ends at the caret may become; null where nothing can be offered. `asked` also offers where nothing was typed yet. */
export function complete(source: string, caret: number, fields: CelFields, asked = false): Completion | null {
  const before = source.slice(0, caret)
  const quote = openQuote(before)
  if (quote !== null) return quote === '//' ? null : headerNames(source, before, fields)
  const [, path = '', typed = ''] = MEMBER.exec(before) ?? []
  const from = caret - typed.length
  const to = caret + (/^\w*/.exec(source.slice(caret))?.[0].length ?? 0)
  const left = before.slice(0, from).trimEnd()
  if (/\d\.?$/.test(left) && typed === '') return null
  if (left.endsWith('.')) return offer({ from, to, typed, source }, members(path, before, fields))
  return typed === '' && !asked ? null : offer({ from, to, typed, source }, roots())
}

/** The quote that is open at the end of a text, or `//` in a comment. */
function openQuote(text: string): string | null {
  let open: string | null = null
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? ''
    if (open === null && text.startsWith('//', at)) open = '//'
    else if (open === '//') open = char === '\n' ? null : open
    else if (open === null && (char === '"' || char === "'")) open = char
    else if (open !== null && char === '\\') at += 1
    else if (char === open) open = null
  }
  return open
}

function headerNames(source: string, before: string, { headers }: CelFields): Completion | null {
  const [, quote = '"', typed = ''] = HEADER.exec(before) ?? []
  if (!HEADER.test(before)) return null
  const rest = /^[^"'\]\s]*["']?\]?/.exec(source.slice(before.length))?.[0].length ?? 0
  const options = headers.map((name) => ({ label: name, about: 'header', insert: `${name}${quote}]`, back: 0 }))
  return offer({ from: before.length - typed.length, to: before.length + rest, typed, source }, options)
}

interface Typed {
  from: number
  to: number
  /** From `from` to the caret. */
  typed: string
  source: string
}

/** Names that are exactly what was typed, then those that begin with it, then those it is part of. */
function offer({ from, to, typed, source }: Typed, all: Option[]): Completion | null {
  const wanted = typed.toLowerCase()
  const place = ({ label }: Option) => (label === typed ? -1 : label.toLowerCase().indexOf(wanted))
  const options = all
    .filter(({ label }) => label.toLowerCase().includes(wanted))
    .toSorted((a, b) => Math.sign(place(a)) - Math.sign(place(b)))
  const [first] = options
  if (!first) return null
  // The caret may stand within a name that is complete.
  const whole = source.slice(from, to)
  const named = options.some(({ label, insert }) => label === typed || label === whole || insert === whole)
  return { from, to, options: options.slice(0, MOST), preselected: !named && place(first) === 0 }
}

function roots(): Option[] {
  return [...CEL_VARIABLES, ...CEL_FUNCTIONS, ...CEL_WORDS].map(optionOf)
}

function members(path: string, before: string, { below }: CelFields): Option[] {
  const known = resolve(path.replace(/\s/g, '').replace(/\.$/, ''), before)
  const fields = [...(below.get(known) ?? [])].map(([label, about]) => ({ label, about, insert: label, back: 0 }))
  const methods = known === 'timestamp' ? CEL_TIME_METHODS : [...CEL_METHODS, ...CEL_LOOPS]
  return [...fields, ...methods.map(optionOf)]
}

function optionOf({ name, about, call }: CelName): Option {
  if (call === undefined) return { label: name, about, insert: name, back: 0 }
  const insert = `${name}(${call})`
  // Into the quotes where there are some, else to where something is missing.
  const inside = call.indexOf('""')
  const back = inside >= 0 ? call.length - inside : 1
  return { label: name, about, insert, back: call === '' && METHODS_WITHOUT.has(name) ? 0 : back }
}

const METHODS_WITHOUT = new Set(['lowerAscii', 'upperAscii', 'trim', ...CEL_TIME_METHODS.map(({ name }) => name)])

/** `value.items[0]` as `value.items[]`; the variable of a loop as what the loop goes over. */
function resolve(path: string, before: string): string {
  const [root = '', ...rest] = path.replace(/\[[^\][]*\]/g, '[]').split('.')
  if (CEL_VARIABLES.some(({ name }) => name === root.replace('[]', ''))) return [root, ...rest].join('.')
  if (!/^[A-Za-z_]\w*$/.test(root)) return path
  const loops = [
    ...before.matchAll(new RegExp(`([A-Za-z_][\\w.]*)\\.(?:all|exists|exists_one|map|filter)\\(\\s*${root}\\s*,`, 'g')),
  ]
  const over = loops.at(-1)
  return over?.[1] === undefined ? path : [`${resolve(over[1], before.slice(0, over.index))}[]`, ...rest].join('.')
}

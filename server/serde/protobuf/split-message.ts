import { type AppError, isAppError } from '#lib/errors.ts'
import type { ByteReader } from '../binary/byte-reader.ts'
import { malformed } from '../binary/json-text.ts'
import { WIRE } from './field-plan.ts'

/** One field as it lies on the wire: where its value begins and ends. */
export interface WireField {
  wire: number
  start: number
  end: number
}

/** Fields of one value, counted over all messages in it: each costs memory, and two bytes can announce one. */
export class FieldBudget {
  #left = 2_000_000

  spend(): void {
    if (--this.#left < 0) throw malformed('there are more than 2,000,000 fields')
  }
}

const MAX_GROUPS = 64

/** The fields of a message by their number, in the order they came, without looking into them. @throws AppError UNDECODABLE */
export function splitMessage(reader: ByteReader, budget: FieldBudget): Map<number, WireField[]> {
  const { fields, problem } = splitReadable(reader, budget)
  if (problem) throw problem
  return fields
}

/** The same up to where the bytes are malformed: `problem` says how, and is null where they are not. */
export function splitReadable(
  reader: ByteReader,
  budget: FieldBudget,
): { fields: Map<number, WireField[]>; problem: AppError | null } {
  const fields = new Map<number, WireField[]>()
  try {
    while (reader.left > 0) {
      const { id, wire } = readTag(reader)
      if (wire === WIRE.groupEnd) throw malformed(`a group of field ${id} ends that did not begin`)
      const field = skipField(reader, id, wire, 0)
      budget.spend()
      const known = fields.get(id)
      if (known) known.push(field)
      else fields.set(id, [field])
    }
  } catch (error) {
    if (!isAppError(error)) throw error
    return { fields, problem: error }
  }
  return { fields, problem: null }
}

function readTag(reader: ByteReader): { id: number; wire: number } {
  const tag = reader.varint()
  const id = typeof tag === 'number' ? Math.floor(tag / 8) : 0
  if (typeof tag === 'bigint' || id === 0 || id >= 1 << 29) throw malformed(`byte ${reader.at - 1} begins no field`)
  return { id, wire: tag % 8 }
}

function skipField(reader: ByteReader, id: number, wire: number, depth: number): WireField {
  const start = reader.at
  switch (wire) {
    case WIRE.varint:
      reader.varint()
      return { wire, start, end: reader.at }
    case WIRE.fixed64:
      reader.skip(8)
      return { wire, start, end: reader.at }
    case WIRE.fixed32:
      reader.skip(4)
      return { wire, start, end: reader.at }
    case WIRE.bytes: {
      const length = reader.size()
      const at = reader.skip(length)
      return { wire, start: at, end: at + length }
    }
    case WIRE.groupStart:
      return { wire, start, end: skipGroup(reader, id, depth) }
    default:
      throw malformed(`field ${id} has the unknown wire type ${wire}`)
  }
}

/** Where the content of a group ends; the reader stands behind its end tag. */
function skipGroup(reader: ByteReader, group: number, depth: number): number {
  if (depth > MAX_GROUPS) throw malformed(`groups are nested deeper than ${MAX_GROUPS} levels`)
  for (;;) {
    const end = reader.at
    const { id, wire } = readTag(reader)
    if (wire === WIRE.groupEnd) {
      if (id !== group) throw malformed(`the group of field ${group} ends as that of field ${id}`)
      return end
    }
    skipField(reader, id, wire, depth + 1)
  }
}

import type { ProtoMessage, ProtoSchema } from './field-plan.ts'

/** By its full name, or as some clients write it, without the package; null where there is none. */
export function messageByName({ all, bySimpleName }: ProtoSchema, name: string): ProtoMessage | null {
  const simple = bySimpleName.get(name.slice(name.lastIndexOf('.') + 1)) ?? []
  return all.get(name) ?? simple.find((message) => message.name.endsWith(`.${name}`)) ?? null
}

/** By indexes of messages within messages, as Confluent's wire format carries them: in the order they have in the main file. */
export function messageByIndexes({ tops }: ProtoSchema, indexes: readonly number[]): ProtoMessage | null {
  const [top = 0, ...nested] = indexes
  let message = tops[top]
  for (const index of nested) message = message?.nested[index]
  return message ?? null
}

/** The reverse of {@link messageByIndexes}; null where the main file has no such message. */
export function indexesOf({ tops }: ProtoSchema, name: string): number[] | null {
  return indexesIn(tops, name)
}

/** The full names of the main file's messages, nested ones behind their parents. */
export function messageNames({ tops }: ProtoSchema): string[] {
  const namesOf = ({ name, nested }: ProtoMessage): string[] => [name, ...nested.flatMap(namesOf)]
  return tops.flatMap(namesOf)
}

function indexesIn(messages: readonly ProtoMessage[], name: string): number[] | null {
  for (const [index, message] of messages.entries()) {
    if (message.name === name) return [index]
    const inside = indexesIn(message.nested, name)
    if (inside) return [index, ...inside]
  }
  return null
}

import type { Message } from '#lib/contract/messages.ts'

/** How a record is named in the address: by its topic, too, where there are several. */
export function recordId({ topic, partition, offset }: Message, several: boolean): string {
  return several ? `${topic}/${partition}/${offset}` : `${partition}/${offset}`
}

import { type Family, NOTHING_KNOWN, originOf } from '../family.ts'
import { decimal, decimalInt, text } from '../header-view.ts'

const PREFIX = '__dlq.errors.'

/**
 * Share groups (KIP-1191): text throughout, written by the broker. Unless the group copies records, the dead letter is a pointer: key,
 * value and headers of the original are only at its origin. The topic is an id where the broker could not find its name.
 */
export const shareGroup: Family = {
  id: 'share-group',
  label: 'share group',
  marks: (name) => name.startsWith(PREFIX),
  isErrorHeader: (name) => name.startsWith(PREFIX),
  decode: (headers) => {
    const last = (name: string) => headers.last(`${PREFIX}${name}`)
    return {
      ...NOTHING_KNOWN,
      origin: originOf(text(last('topic')), {
        partition: decimalInt(last('partition')),
        offset: decimal(last('offset')),
        timestamp: null,
      }),
      group: text(last('group')),
      exceptionMessage: text(last('message')),
      attempts: decimalInt(last('delivery.count')),
      writtenAtFailure: true,
    }
  },
}

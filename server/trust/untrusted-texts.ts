import type { Untrusted } from './record-verifier.ts'

/** What is wrong with a record, behind "it is" or "they are". */
export const UNTRUSTED_TEXT: Record<Untrusted, string> = {
  unsigned: 'not signed, although signing has started',
  altered: 'changed after they were signed',
  copied: 'copies of records that another client has written again',
  older: 'older than what they replace',
  foreignKey: 'written by a console with another key',
  newerVersion: 'written by a newer version of Tailrace',
  malformed: 'not readable',
}

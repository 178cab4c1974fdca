import type { Decoded, Message } from '#lib/contract/messages.ts'
import { type JsonChange, jsonChanges } from '#lib/json/json-changes.ts'
import { parseJsonTree } from '#lib/json/json-tree.ts'

/** What a record did to its key. */
export type VersionChange =
  /** The first one of which nothing earlier is known: it may have been made here, or what was before it is gone. */
  | { kind: 'first' }
  /** What was before it is not loaded yet. */
  | { kind: 'unknown' }
  | { kind: 'deleted' }
  /** Written again after it was deleted. */
  | { kind: 'recreated' }
  | { kind: 'same' }
  /** `cut`: only the beginnings of the values were compared. */
  | { kind: 'changed'; changes: JsonChange[]; more: number; cut: boolean }

export interface Version {
  message: Message
  change: VersionChange
  /** Until the next version; null for the last one. */
  lastedMs: number | null
}

/** What each record did to its key. @param messages newest first; `more` says that there may be older ones */
export function versionsOf(messages: readonly Message[], more: boolean): Version[] {
  return messages.map((message, index) => {
    const before = messages[index + 1]
    const after = messages[index - 1]
    return {
      message,
      change: before ? changeOf(before, message) : endOf(message, more),
      lastedMs: after ? after.timestamp - message.timestamp : null,
    }
  })
}

function endOf({ value }: Message, more: boolean): VersionChange {
  if (value === null) return { kind: 'deleted' }
  return { kind: more ? 'unknown' : 'first' }
}

function changeOf(before: Message, after: Message): VersionChange {
  if (after.value === null) return { kind: 'deleted' }
  if (before.value === null) return { kind: 'recreated' }
  return compareValues(before.value, after.value)
}

/** What changed from one value to the next: by path where both are JSON, else as a whole. */
export function compareValues(before: Decoded, after: Decoded): VersionChange {
  const cut = before.truncated || after.truncated
  if (before.text === after.text && before.base64 === after.base64 && before.sizeBytes === after.sizeBytes && !cut)
    return { kind: 'same' }
  const [left, right] = [treeOf(before), treeOf(after)]
  if (left && right) {
    const found = jsonChanges(left, right)
    return found.changes.length === 0 ? { kind: 'same' } : { kind: 'changed', ...found, cut: false }
  }
  const change: JsonChange = { path: '', kind: 'changed', before: shortText(before), after: shortText(after) }
  return { kind: 'changed', changes: [change], more: 0, cut }
}

function treeOf(decoded: Decoded) {
  return !decoded.truncated && /^\s*[{[]/.test(decoded.text) ? parseJsonTree(decoded.text) : null
}

function shortText({ text, truncated }: Decoded): string {
  return truncated || text.length > 240 ? `${text.slice(0, 240)}…` : text
}

/** The version that held at a moment: the last one not after it. @param messages newest first */
export function heldAt(messages: readonly Message[], moment: number): Message | undefined {
  return messages.find(({ timestamp }) => timestamp <= moment)
}

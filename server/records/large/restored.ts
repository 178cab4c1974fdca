import type { KafkaRecord, RecordCut, RecordHeader } from '#server/kafka/records/record.ts'

/** A record that came from another thread, where its buffers have become plain arrays. */
export function restored({ key, value, headers, cut, ...record }: KafkaRecord): KafkaRecord {
  return {
    ...record,
    key: key && bufferOf(key),
    value: value && bufferOf(value),
    headers: headers.map(restoredHeader),
    ...(cut ? { cut: restoredCut(cut) } : {}),
  }
}

function restoredHeader({ name, value, cut }: RecordHeader): RecordHeader {
  const ending = cut && { cut: { sizeBytes: cut.sizeBytes, ending: bufferOf(cut.ending) } }
  return { name: bufferOf(name), value: value && bufferOf(value), ...ending }
}

function restoredCut({ headers, key, value }: RecordCut): RecordCut {
  return {
    headers,
    ...(key ? { key: { sizeBytes: key.sizeBytes, ending: bufferOf(key.ending) } } : {}),
    ...(value ? { value: { sizeBytes: value.sizeBytes, ending: bufferOf(value.ending) } } : {}),
  }
}

export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}

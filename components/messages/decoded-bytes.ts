import type { Decoded } from '#lib/contract/messages.ts'

/** The bytes that a decoded value stands for, as far as they were sent. */
export function bytesOf({ format, text, base64 }: Decoded): Uint8Array {
  if (base64 !== undefined) return fromBase64(base64)
  switch (format) {
    case 'hex':
    case 'uuid':
      return fromHex(text.replaceAll('-', ''))
    case 'base64':
      return fromBase64(text)
    case 'int8':
      return filled(1, (view) => view.setInt8(0, Number(text)))
    case 'int16':
      return filled(2, (view) => view.setInt16(0, Number(text)))
    case 'int32':
      return filled(4, (view) => view.setInt32(0, Number(text)))
    case 'int64':
      return filled(8, (view) => view.setBigInt64(0, BigInt(text)))
    case 'float':
      return filled(4, (view) => view.setFloat32(0, Number(text)))
    case 'double':
      return filled(8, (view) => view.setFloat64(0, Number(text)))
    case 'avro':
    case 'protobuf':
    case 'jsonSchema':
    case 'msgpack':
    case 'cbor':
    case 'kafka':
      // A preview: its text is not its bytes, and those come with the whole.
      return new Uint8Array()
    case 'json':
    case 'text':
    case 'xml':
    case 'empty':
      return new TextEncoder().encode(text)
  }
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

function filled(bytes: number, fill: (view: DataView) => void): Uint8Array {
  const view = new DataView(new ArrayBuffer(bytes))
  fill(view)
  return new Uint8Array(view.buffer)
}

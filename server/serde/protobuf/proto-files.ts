import protobuf from 'protobufjs'
import descriptors, { type IFileDescriptorProto } from 'protobufjs/ext/descriptor.js'
import { malformed } from '../binary/json-text.ts'

/** What one file says of itself once its types stand in the common root. */
export interface ProtoFile {
  imports: string[]
  /** Its messages, nested ones not among them, in order. */
  messages: string[]
}

/**
 * Adds what a file defines to `root`: a `.proto` text, or a FileDescriptorProto in base64, which some clients register instead.
 * @throws AppError UNDECODABLE
 */
export function addProtoFile(text: string, root: protobuf.Root, name: string): ProtoFile {
  try {
    const descriptor = descriptorOf(text)
    return descriptor ? addDescriptor(descriptor, root) : addText(text, root)
  } catch (error) {
    throw malformed(`${name} is not Protobuf: ${protoProblem(error)}`)
  }
}

export function protoProblem(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 300) : 'it cannot be parsed'
}

/** Parsed on its own first, since the common root mixes the files. */
function addText(text: string, root: protobuf.Root): ProtoFile {
  const alone = protobuf.parse(text, new protobuf.Root(), { keepCase: true })
  const scope = alone.package === undefined ? alone.root : alone.root.lookup(alone.package)
  const messages = scope instanceof protobuf.Namespace ? messagesOf(scope).map(({ fullName }) => fullName) : []
  protobuf.parse(text, root, { keepCase: true })
  return { imports: [...(alone.imports ?? []), ...(alone.weakImports ?? [])], messages }
}

/** No `.proto` text is base64 from end to end: it has spaces. */
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/** The descriptor that a text is in base64; null where it is a `.proto` text. */
export function descriptorOf(text: string): IFileDescriptorProto | null {
  const keyword = /^\s*(syntax|edition|package|import|message|enum|option)\b/.test(text)
  if (keyword || !BASE64.test(text.replaceAll(/\s/g, ''))) return null
  return descriptors.FileDescriptorProto.decode(Buffer.from(text, 'base64')) as IFileDescriptorProto
}

const EDITIONS: Record<number, string> = { 1000: '2023', 1001: '2024' }

function addDescriptor(file: IFileDescriptorProto, root: protobuf.Root): ProtoFile {
  const syntax = file.syntax === 'editions' ? (EDITIONS[Number(file.edition)] ?? '2023') : file.syntax
  const context = { edition: syntax || 'proto2', keepCase: true }
  const scope = file.package ? root.define(file.package) : root
  const types = (file.messageType ?? []).map((type) => protobuf.Type.fromDescriptor(type, context))
  for (const type of types) scope.add(type)
  for (const values of file.enumType ?? []) scope.add(protobuf.Enum.fromDescriptor(values, context))
  for (const field of file.extension ?? []) scope.add(protobuf.Field.fromDescriptor(field, context))
  return { imports: [...(file.dependency ?? [])], messages: types.map(({ fullName }) => fullName) }
}

export function messagesOf(scope: protobuf.NamespaceBase): protobuf.Type[] {
  return scope.nestedArray.filter((nested) => nested instanceof protobuf.Type)
}

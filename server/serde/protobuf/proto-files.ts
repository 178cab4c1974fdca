import protobuf from 'protobufjs'
import descriptors, { type IFileDescriptorProto } from 'protobufjs/ext/descriptor.js'
import { malformed } from '../binary/json-text.ts'
import { checkDescriptor, checkFieldCount } from './field-count.ts'

/** What one file says of itself once its types stand in the common root. */
export interface ProtoFile {
  imports: string[]
  /** Full names of its messages, nested ones not among them, in order; those of its package so far for a later file of a root. */
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

/** Of the first file in a root its messages are told, as nothing else is in their scope. */
function addText(text: string, root: protobuf.Root): ProtoFile {
  checkFieldCount(text)
  const file = protobuf.parse(text, root, { keepCase: true })
  const scope = file.package === undefined ? root : root.lookup(file.package)
  const messages = scope instanceof protobuf.Namespace ? messagesOf(scope).map(({ fullName }) => fullName) : []
  return { imports: [...(file.imports ?? []), ...(file.weakImports ?? [])], messages }
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
  for (const type of file.messageType ?? []) checkDescriptor(type)
  const syntax = file.syntax === 'editions' ? (EDITIONS[Number(file.edition)] ?? '2023') : file.syntax
  const context = { edition: syntax || 'proto2', keepCase: true }
  const scope = file.package ? root.define(file.package) : root
  const types = (file.messageType ?? []).map((type) => protobuf.Type.fromDescriptor(type, context))
  for (const type of types) scope.add(type)
  for (const values of file.enumType ?? []) scope.add(protobuf.Enum.fromDescriptor(values, context))
  for (const field of file.extension ?? []) scope.add(protobuf.Field.fromDescriptor(field, context))
  return { imports: [...(file.dependency ?? [])], messages: types.map(({ fullName }) => fullName) }
}

function messagesOf(scope: protobuf.NamespaceBase): protobuf.Type[] {
  return scope.nestedArray.filter((nested) => nested instanceof protobuf.Type)
}

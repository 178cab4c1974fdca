import type {
  IDescriptorProto,
  IEnumDescriptorProto,
  IFieldDescriptorProto,
  IFileDescriptorProto,
} from 'protobufjs/ext/descriptor.js'
import { descriptorOf } from './proto-files.ts'

/** A Protobuf schema as a `.proto` text, also where a client registered it as a compiled descriptor in base64. */
export function protoText(schema: string): string {
  try {
    const file = descriptorOf(schema)
    return file ? print(file) : schema
  } catch {
    return schema
  }
}

const SCALARS = [
  '',
  'double',
  'float',
  'int64',
  'uint64',
  'int32',
  'fixed64',
  'fixed32',
  'bool',
  'string',
  'group',
  '',
  'bytes',
  'uint32',
  '',
  'sfixed32',
  'sfixed64',
  'sint32',
  'sint64',
]
const REPEATED = 3
const REQUIRED = 2

function print(file: IFileDescriptorProto): string {
  const syntax = file.syntax === 'editions' ? 'edition = "2023";' : `syntax = "${file.syntax || 'proto2'}";`
  const parts = [
    [syntax, ...(file.package ? [`package ${file.package};`] : [])].join('\n'),
    (file.dependency ?? []).map((path: string) => `import "${path}";`).join('\n'),
    ...(file.messageType ?? []).map((message) => printMessage(message, file).join('\n')),
    ...(file.enumType ?? []).map((values) => printEnum(values).join('\n')),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function printMessage(message: IDescriptorProto, file: IFileDescriptorProto): string[] {
  const nested = message.nestedType ?? []
  const entries = new Map(nested.filter(({ options }) => options?.mapEntry).map((entry) => [entry.name ?? '', entry]))
  const fields = message.field ?? []
  const oneofs = (message.oneofDecl ?? []).map(({ name }, index) => {
    const own = fields.filter((field) => field.oneofIndex === index && isInOneof(field))
    return own.length === 0
      ? []
      : [`oneof ${name} {`, ...indented(own.map((field) => printField(field, '', entries))), '}']
  })
  const plain = fields.filter((field) => !isInOneof(field))
  return [
    `message ${message.name} {`,
    ...indented([
      ...(message.enumType ?? []).flatMap(printEnum),
      ...nested.filter((type) => !type.options?.mapEntry).flatMap((type) => printMessage(type, file)),
      ...plain.map((field) => printField(field, labelOf(field, file.syntax ?? ''), entries)),
      ...oneofs.flat(),
    ]),
    '}',
  ]
}

/** A field that is only marked `optional` in proto3 has a oneof of its own that nobody wrote. */
function isInOneof(field: IFieldDescriptorProto): boolean {
  return Object.hasOwn(field, 'oneofIndex') && field.oneofIndex !== null && !field.proto3Optional
}

function labelOf(field: IFieldDescriptorProto, syntax: string): string {
  if (Number(field.label) === REPEATED) return 'repeated '
  if (Number(field.label) === REQUIRED) return 'required '
  return field.proto3Optional || syntax === '' || syntax === 'proto2' ? 'optional ' : ''
}

function printField(
  field: IFieldDescriptorProto,
  label: string,
  entries: ReadonlyMap<string, IDescriptorProto>,
): string {
  const typeName = field.typeName ?? ''
  const entry = entries.get(typeName.slice(typeName.lastIndexOf('.') + 1))
  const [key, value] = entry?.field ?? []
  if (key && value) return `map<${typeOf(key)}, ${typeOf(value)}> ${field.name} = ${field.number};`
  return `${label}${typeOf(field)} ${field.name} = ${field.number};`
}

function typeOf({ type, typeName }: IFieldDescriptorProto): string {
  return SCALARS[Number(type)] || (typeName ?? '').replace(/^\./, '')
}

function printEnum({ name, value = [] }: IEnumDescriptorProto): string[] {
  return [`enum ${name} {`, ...indented((value ?? []).map((one) => `${one.name} = ${one.number ?? 0};`)), '}']
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`)
}

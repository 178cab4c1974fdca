import type { FormatName } from '#lib/contract/messages.ts'

export const FORMAT_LABEL: Record<FormatName, string> = {
  json: 'JSON',
  text: 'Text',
  hex: 'Hex',
  base64: 'Base64',
  int32: '32-bit integer',
  int64: '64-bit integer',
  float: '32-bit float',
  double: '64-bit float',
  uuid: 'UUID',
  empty: 'Empty',
}

/** What somebody may choose to read or write bytes as. */
export const FORMATS = ['json', 'text', 'hex', 'base64', 'int32', 'int64', 'float', 'double', 'uuid'] as const

export const FORMAT_OPTIONS = FORMATS.map((value) => ({ value, label: FORMAT_LABEL[value] }))

/** To read as; `auto` finds out. */
export const FORMAT_CHOICES = [{ value: 'auto', label: 'Found out' }, ...FORMAT_OPTIONS] as const

const LABEL: Record<string, string> = { AVRO: 'Avro', PROTOBUF: 'Protobuf', JSON: 'JSON Schema' }

/** What a schema's type is called. */
export function schemaTypeLabel(type: string): string {
  return LABEL[type] ?? type
}

const MEANING: Record<string, string> = {
  NONE: 'Any schema may follow',
  BACKWARD: 'Readers of a new version can read what the last one wrote',
  BACKWARD_TRANSITIVE: 'Readers of a new version can read what all earlier ones wrote',
  FORWARD: 'Readers of the last version can read what a new one writes',
  FORWARD_TRANSITIVE: 'Readers of all earlier versions can read what a new one writes',
  FULL: 'A new version and the last one can read each other',
  FULL_TRANSITIVE: 'A new version and all earlier ones can read each other',
}

/** What a compatibility level promises, in a sentence. */
export function compatibilityMeaning(level: string): string | undefined {
  return MEANING[level]
}

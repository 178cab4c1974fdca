/** A name as pages show it: Kafka takes an empty group id, and one of spaces, which nobody could see or click. */
export function nameText(name: string): string {
  if (name === '') return '(empty)'
  return name.trim() === '' ? `“${name}”` : name
}

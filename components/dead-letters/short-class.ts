/** `org.apache.kafka.connect.errors.DataException` → `DataException`. */
export function shortClass(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1) || name
}

import { readFileSync } from 'node:fs'

/** The bytes of a fixture; golden/README.md says who wrote them. */
export function golden(name: string): Buffer {
  return Buffer.from(
    readFileSync(new URL(`../../server/kafka/records/golden/${name}.b64`, import.meta.url), 'ascii'),
    'base64',
  )
}

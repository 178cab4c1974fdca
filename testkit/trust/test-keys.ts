import { Secret } from '#server/config/secret.ts'
import { KeyRing } from '#server/trust/key-ring.ts'
import { installKeyRing } from '#server/trust/own-keys.ts'

/** A ring of keys that are the same in every process of a test run. */
export function testKeyRing(...ids: string[]): KeyRing {
  return new KeyRing(ids.map((id) => ({ id, secret: new Secret(Buffer.alloc(32, id).toString('base64')) })))
}

/** What consoles without a configuration file sign with in tests, in their own process and in others. */
export function installTestKeys(): void {
  installKeyRing(testKeyRing('test'))
}

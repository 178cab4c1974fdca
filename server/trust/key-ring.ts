import { hkdfSync, randomBytes } from 'node:crypto'
import { Secret } from '#server/config/secret.ts'

/** What keys are used for. Each purpose has keys of its own, so that what one leaks says nothing about another (RFC 5869). */
type Purpose = 'records'

/** Shorter secrets could be guessed. */
const MIN_BYTES = 32
const ID = /^[A-Za-z0-9._-]{1,32}$/
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/
const MAX_KEYS = 100

interface PurposeKey {
  id: string
  key: Buffer
}

/** The secrets of `auth.secretFile`: the first signs, all of them verify, so that a key is replaced without losing what it signed. */
export class KeyRing {
  readonly #secrets: readonly { id: string; secret: Secret }[]
  readonly #derived = new Map<string, Buffer>()

  constructor(secrets: readonly { id: string; secret: Secret }[]) {
    this.#secrets = secrets
  }

  /** The key that signs; null where the console has no key. */
  signing(purpose: Purpose): PurposeKey | null {
    const [first] = this.#secrets
    return first ? { id: first.id, key: this.#derive(purpose, first) } : null
  }

  /** The key of an id; undefined for a key of somebody else. */
  find(purpose: Purpose, id: string): Buffer | undefined {
    const found = this.#secrets.find((one) => one.id === id)
    return found && this.#derive(purpose, found)
  }

  #derive(purpose: Purpose, { id, secret }: { id: string; secret: Secret }): Buffer {
    const name = `${purpose} ${id}`
    const known = this.#derived.get(name)
    if (known) return known
    const bytes = Buffer.from(secret.reveal(), 'base64')
    const key = Buffer.from(hkdfSync('sha256', bytes, Buffer.alloc(0), `tailrace/${purpose}/v1`, 32))
    this.#derived.set(name, key)
    return key
  }
}

/** A ring without keys: nothing can be signed, and nothing that is signed can be verified. */
export const NO_KEYS = new KeyRing([])

/**
 * Reads a key ring: one `id:base64` a line, empty lines and lines that begin with # left out.
 * @throws Error that names the line, never its content
 */
export function parseKeyRing(text: string): KeyRing {
  const secrets: { id: string; secret: Secret }[] = []
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const colon = line.indexOf(':')
    const id = line.slice(0, Math.max(0, colon))
    const secret = line.slice(colon + 1)
    const where = `line ${index + 1}`
    if (!ID.test(id)) throw new Error(`${where}: id:base64 is expected, the id of letters, digits, dots, _ and -`)
    if (secrets.some((one) => one.id === id)) throw new Error(`${where}: the id ${id} is used twice`)
    if (!BASE64.test(secret) || Buffer.from(secret, 'base64').length < MIN_BYTES)
      throw new Error(`${where}: base64 of at least ${MIN_BYTES} random bytes is expected after the id`)
    secrets.push({ id, secret: new Secret(secret) })
  }
  if (secrets.length === 0) throw new Error('it holds no key: one id:base64 a line is expected')
  if (secrets.length > MAX_KEYS) throw new Error(`it holds more than ${MAX_KEYS} keys`)
  return new KeyRing(secrets)
}

/** A new key as a line of a key ring. */
export function newKeyLine(): string {
  return `${randomBytes(4).toString('hex')}:${randomBytes(MIN_BYTES).toString('base64')}\n`
}

import { SecretValue } from './secret-value.ts'

/** The address of a webhook is a secret: whoever knows it may post there. So it is checked without ever being repeated. */
export const SecretUrl = SecretValue.refine((secret) => isHttp(secret.reveal()), {
  message: 'an address that starts with https:// or http:// is expected',
})

function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

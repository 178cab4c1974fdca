import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Area } from './area.ts'

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
}

const API_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
/** What every answer of the API has. */
export const API_HEADERS: Readonly<Record<string, string>> = { ...HEADERS, 'content-security-policy': API_POLICY }
/** Of scripts, among them those of workers, which are held to the policy that their own file comes with. */
const FILE_POLICY = "default-src 'self'; object-src 'none'; frame-ancestors 'none'"
const YEAR_SECONDS = 31_536_000

/**
 * Sets what keeps other sites out, before anything else writes to the response. A page gets a nonce of its own: Next.js takes it from the
 * policy in the request's headers and puts it on its scripts, the layout reads `x-nonce`. What a client sent by these names is replaced.
 */
export function setSecurityHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  { area, isPublicHttps }: { area: Area; isPublicHttps: boolean },
): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
  if (isPublicHttps) response.setHeader('strict-transport-security', `max-age=${YEAR_SECONDS}`)
  const nonce = randomBytes(16).toString('base64')
  const policy = { api: API_POLICY, file: FILE_POLICY, page: pagePolicy(nonce) }[area]
  response.setHeader('content-security-policy', policy)
  delete request.headers['content-security-policy-report-only']
  request.headers['content-security-policy'] = policy
  request.headers['x-nonce'] = nonce
  if (area === 'page') response.setHeader('cache-control', 'no-store')
}

function pagePolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

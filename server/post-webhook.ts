import type { AlertWebhook } from '#server/config/alerts-schema.ts'

const ANSWER_WITHIN_MS = 10_000
const LONGEST_WAIT_MS = 600_000

/** How a message went: delivered, or why not and how long the receiver asked to be left alone. Never names the address. */
export type PostResult = { ok: true } | { ok: false; problem: string; waitMs: number }

/** Posts JSON to a webhook. Redirects are not followed: they would carry the message, and its headers, to somebody else. */
export async function postWebhook(
  webhook: Pick<AlertWebhook, 'url' | 'headers'>,
  body: string,
  signal: AbortSignal,
): Promise<PostResult> {
  const headers = Object.entries(webhook.headers).map(([name, value]) => [name, value.reveal()] as const)
  const ending = new AbortController()
  const end = () => ending.abort()
  const timer = setTimeout(() => ending.abort(new DOMException('', 'TimeoutError')), ANSWER_WITHIN_MS)
  signal.addEventListener('abort', end, { once: true })
  try {
    const response = await fetch(webhook.url.reveal(), {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'user-agent': 'tailrace', ...Object.fromEntries(headers) },
      redirect: 'manual',
      signal: ending.signal,
    })
    await response.body?.cancel()
    if (response.ok) return { ok: true }
    return { ok: false, problem: `It answered ${response.status}.`, waitMs: askedWait(response) }
  } catch (error) {
    return { ok: false, problem: problemOf(error), waitMs: 0 }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
  }
}

function askedWait({ headers }: Response): number {
  const seconds = Number(headers.get('retry-after') ?? 0)
  return Number.isFinite(seconds) ? Math.min(Math.max(0, seconds * 1000), LONGEST_WAIT_MS) : 0
}

/** From the error's code alone: its message would name host and path. */
function problemOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError')
    return `It did not answer in ${ANSWER_WITHIN_MS / 1000} s.`
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null
  switch (code) {
    case 'ECONNREFUSED':
      return 'It refused the connection.'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'Its host name could not be resolved.'
    case null:
      return 'It could not be reached.'
    default:
      return `It could not be reached (${code}).`
  }
}

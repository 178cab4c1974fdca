import type { Problem } from '#lib/contract/problem.ts'
import { AppError, isAppError, STATUS, type ErrorCode } from '#lib/errors.ts'

const TITLE: Record<ErrorCode, string> = {
  INVALID_INPUT: 'The input is not valid',
  INVALID_FILTER: 'The filter is not valid',
  UNAUTHENTICATED: 'Sign in first',
  FORBIDDEN: 'Not allowed',
  READ_ONLY: 'The cluster is read-only',
  NOT_FOUND: 'Not found',
  METHOD_NOT_ALLOWED: 'Not a method of this address',
  CONFLICT: 'It conflicts with what is there',
  REQUEST_TIMEOUT: 'The request did not come in time',
  TOO_LARGE: 'Too large',
  HEADERS_TOO_LARGE: 'The address or the headers are too long',
  MISDIRECTED: 'Not an address of this console',
  UNDECODABLE: 'The bytes cannot be read',
  LIMIT_EXCEEDED: 'A limit was reached',
  INTERNAL: 'Something went wrong in the console',
  UNSUPPORTED_BY_BROKER: 'The broker does not support it',
  BROKER_REJECTED: 'The broker refused',
  CLUSTER_UNREACHABLE: 'The cluster cannot be reached',
  AUDIT_UNAVAILABLE: 'The audit log cannot be written',
  BROKER_TIMEOUT: 'The broker did not answer in time',
}

/** Problem details (RFC 9457) of any error. What is not an AppError stays in the log; its message is never sent. */
export function problemOf(error: unknown, requestId: string): Problem {
  const known = isAppError(error)
    ? error
    : new AppError('INTERNAL', `Something went wrong. The log has it under ${requestId}.`)
  return {
    type: `urn:tailrace:problem:${known.code}`,
    title: TITLE[known.code],
    status: STATUS[known.code],
    code: known.code,
    detail: known.message,
    requestId,
    ...(known.issues ? { issues: known.issues } : {}),
  }
}

export function problemResponse(error: unknown, requestId: string): Response {
  const problem = problemOf(error, requestId)
  return Response.json(problem, {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'x-request-id': requestId,
      'cache-control': 'no-store',
      ...(problem.status === 429 ? { 'retry-after': String(retryAfter(error)) } : {}),
    },
  })
}

/** Where it is not known when there will be room again. */
const RETRY_AFTER_SECONDS = 5

function retryAfter(error: unknown): number {
  return (isAppError(error) ? error.retryAfterSeconds : undefined) ?? RETRY_AFTER_SECONDS
}

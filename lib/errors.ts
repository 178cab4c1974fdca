/** The closed list of what can go wrong, as it stands on the wire in a problem's `code`. */
export const errorCodes = [
  'INVALID_INPUT',
  'INVALID_FILTER',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'READ_ONLY',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'CONFLICT',
  'REQUEST_TIMEOUT',
  'TOO_LARGE',
  'HEADERS_TOO_LARGE',
  'MISDIRECTED',
  'UNDECODABLE',
  'LIMIT_EXCEEDED',
  'INTERNAL',
  'UNSUPPORTED_BY_BROKER',
  'BROKER_REJECTED',
  'CLUSTER_UNREACHABLE',
  'AUDIT_UNAVAILABLE',
  'BROKER_TIMEOUT',
] as const
export type ErrorCode = (typeof errorCodes)[number]

/** The HTTP status each code travels with. */
export const STATUS: Record<ErrorCode, number> = {
  INVALID_INPUT: 400,
  INVALID_FILTER: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  READ_ONLY: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  REQUEST_TIMEOUT: 408,
  TOO_LARGE: 413,
  HEADERS_TOO_LARGE: 431,
  MISDIRECTED: 421,
  UNDECODABLE: 422,
  LIMIT_EXCEEDED: 429,
  INTERNAL: 500,
  UNSUPPORTED_BY_BROKER: 501,
  BROKER_REJECTED: 502,
  CLUSTER_UNREACHABLE: 503,
  AUDIT_UNAVAILABLE: 503,
  BROKER_TIMEOUT: 504,
}

/** Whether asking again may help; the browser's queries retry by it. */
export const RETRYABLE: Record<ErrorCode, boolean> = {
  INVALID_INPUT: false,
  INVALID_FILTER: false,
  UNAUTHENTICATED: false,
  FORBIDDEN: false,
  READ_ONLY: false,
  NOT_FOUND: false,
  METHOD_NOT_ALLOWED: false,
  CONFLICT: false,
  REQUEST_TIMEOUT: false,
  TOO_LARGE: false,
  HEADERS_TOO_LARGE: false,
  MISDIRECTED: false,
  UNDECODABLE: false,
  LIMIT_EXCEEDED: false,
  INTERNAL: false,
  UNSUPPORTED_BY_BROKER: false,
  BROKER_REJECTED: false,
  CLUSTER_UNREACHABLE: true,
  AUDIT_UNAVAILABLE: false,
  BROKER_TIMEOUT: true,
}

/** One field of the input that was refused: where it stands and what is wrong with it. */
export interface Issue {
  path: string
  message: string
}

/**
 * The one error type of the project. Its message is written for the user and may be shown; what must not be shown goes into `cause`.
 * Modules can be loaded twice in one process, so it is recognised by {@link isAppError}, never by `instanceof`.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly issues?: Issue[]
  /** Set where the error came over the wire: it finds the matching line in the console's log. */
  readonly requestId?: string
  /** When it makes sense to try again; of LIMIT_EXCEEDED. */
  readonly retryAfterSeconds?: number
  override readonly name = 'AppError'

  constructor(
    code: ErrorCode,
    message: string,
    options: { issues?: Issue[]; requestId?: string; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.code = code
    if (options.issues) this.issues = options.issues
    if (options.requestId) this.requestId = options.requestId
    if (options.retryAfterSeconds !== undefined) this.retryAfterSeconds = options.retryAfterSeconds
  }
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === 'AppError' && 'code' in error
}

/** An INVALID_INPUT error about one field. */
export function invalid(path: string, message: string): AppError {
  return new AppError('INVALID_INPUT', `${path}: ${message}`, { issues: [{ path, message }] })
}

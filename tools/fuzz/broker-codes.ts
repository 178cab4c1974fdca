import type { ErrorCode } from '#lib/errors.ts'

/** Answers of 500 and more that say that a broker, or another service, failed or refused; hooks.py has the same ones. */
const BROKERS: readonly ErrorCode[] = [
  'UNSUPPORTED_BY_BROKER',
  'BROKER_REJECTED',
  'CLUSTER_UNREACHABLE',
  'BROKER_TIMEOUT',
]

export const isBrokers = (code: ErrorCode): boolean => BROKERS.includes(code)

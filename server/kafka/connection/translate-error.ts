import { sentence } from '#lib/format/sentence.ts'
import { AppError, isAppError } from '#lib/errors.ts'
import type { ConnectionSettings } from './connection-settings.ts'

interface Where {
  address: string
  /** Given while connecting: what may be wrong with them is said. */
  settings?: ConnectionSettings
}

/** The only place that knows kafkajs' errors: turns them into what the user can do. Never carries a secret or a stack. */
export function translateError(error: unknown, where: Where): AppError {
  const found = unwrap(error)
  if (isAppError(found)) return found
  const { name, message, code } = describe(found)
  const unreachable = (text: string) => new AppError('CLUSTER_UNREACHABLE', text, { cause: error })
  if (name === 'KafkaJSRequestTimeoutError') {
    return new AppError('BROKER_TIMEOUT', `The broker at ${where.address} did not answer in time.`, { cause: error })
  }
  if (name === 'KafkaJSSASLAuthenticationError') {
    return unreachable(
      `${where.address} refused the sign-in: check the user name, the password and the SASL mechanism. (${message})`,
    )
  }
  if (
    message.includes('UNSUPPORTED_SASL_MECHANISM') ||
    message.includes('does not support the requested SASL mechanism')
  ) {
    return unreachable(
      `${where.address} does not offer the SASL mechanism ${where.settings?.sasl?.mechanism ?? ''}: set one it has enabled.`,
    )
  }
  if (/self-signed|unable to (verify|get)|UNABLE_TO|DEPTH_ZERO/i.test(message)) {
    return unreachable(
      `The certificate of ${where.address} is not trusted: give its authority in tls.ca (caFile). (${message})`,
    )
  }
  if (/certificate has expired|altnames|ERR_TLS_CERT/i.test(message)) {
    return unreachable(sentence(`The certificate of ${where.address} does not fit: ${message}`))
  }
  if (/wrong version number|packet length too long|EPROTO/i.test(message)) {
    return unreachable(`${where.address} does not speak TLS: set tls: false, or use its TLS port. (${message})`)
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return unreachable(`The name of ${where.address} cannot be resolved.`)
  if (code === 'ECONNREFUSED') return unreachable(`Nothing listens on ${where.address}: is the broker running?`)
  if (/Connection timeout|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/.test(`${message} ${code}`)) {
    return unreachable(`${where.address} cannot be reached: no answer to the connection attempt.`)
  }
  if (where.settings && /closed|not connected|socket hang up|ECONNRESET/i.test(`${message} ${code}`)) {
    return unreachable(closedWhileConnecting(where.address, where.settings))
  }
  return unreachable(sentence(`The connection to ${where.address} broke: ${message || name}`))
}

function closedWhileConnecting(address: string, { tls, sasl }: ConnectionSettings): string {
  const guesses = [
    tls ? null : 'the port may speak TLS: set tls: true',
    sasl ? null : 'it may ask for a sign-in: set sasl',
    'or it is not a Kafka listener',
  ]
  return `${address} closed the connection at once: ${guesses.filter(Boolean).join('; ')}.`
}

/** kafkajs wraps causes: retries around the real error, aggregates around several. */
function unwrap(error: unknown): unknown {
  let current = error
  for (let depth = 0; depth < 5; depth += 1) {
    if (!(current instanceof Error) || isAppError(current)) return current
    const inner: unknown = 'errors' in current && Array.isArray(current.errors) ? current.errors[0] : current.cause
    if (!(inner instanceof Error)) return current
    if (current.name !== 'KafkaJSNumberOfRetriesExceeded' && !('errors' in current)) return current
    current = inner
  }
  return current
}

function describe(error: unknown): { name: string; message: string; code: string } {
  if (!(error instanceof Error)) return { name: 'unknown', message: 'unknown error', code: '' }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return { name: error.name, message: error.message, code }
}

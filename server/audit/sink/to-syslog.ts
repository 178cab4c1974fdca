import { connect, isIP, type Socket } from 'node:net'
import { hostname } from 'node:os'
import { connect as connectTls } from 'node:tls'
import { tlsOptions } from '#server/kafka/connection/tls-options.ts'
import type { AuditSink } from '#server/config/audit-schema.ts'
import type { SendLines } from './sink-queue.ts'

/** Facility 13, log audit, with severity 5, notice (RFC 5424, section 6.2.1). */
const PRIORITY = 13 * 8 + 5
const WITHIN_MS = 10_000

type Syslog = Extract<AuditSink, { kind: 'syslog' }>

/** Syslog messages (RFC 5424) over TCP or TLS, framed by their length (RFC 6587, 5425). The protocol has no acknowledgement: they are `sent`. */
export function toSyslog(sink: Syslog): SendLines {
  let open: Promise<Socket> | undefined
  return async (lines, signal) => {
    try {
      const socket = await (open ??= connected(sink, signal, () => (open = undefined)))
      await new Promise<void>((resolve, reject) => {
        const fail = (error?: Error) => reject(error ?? new Error('closed'))
        socket.once('close', fail).write(lines.map(frame).join(''), (error) => {
          socket.off('close', fail)
          if (error) reject(error)
          else resolve()
        })
      })
      return { state: 'sent' }
    } catch (error) {
      open = undefined
      const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
      return { state: 'failed', problem: `The syslog server could not be reached${code}.` }
    }
  }
}

async function connected({ address, tls }: Syslog, signal: AbortSignal, onClose: () => void): Promise<Socket> {
  const { host } = address
  const socket = tls
    ? connectTls({ ...address, ...(isIP(host) ? {} : { servername: host }), ...tlsOptions(tls) })
    : connect(address)
  const end = () => socket.destroy()
  signal.addEventListener('abort', end, { once: true })
  socket.on('close', () => {
    signal.removeEventListener('abort', end)
    onClose()
  })
  socket.setKeepAlive(true, 30_000)
  // It sends nothing, but reading is how its end is noticed.
  socket.unref().resume()
  return new Promise((resolve, reject) => {
    socket.setTimeout(WITHIN_MS, () => socket.destroy(new Error('no answer')))
    socket.on('error', reject)
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      socket.setTimeout(0)
      resolve(socket)
    })
  })
}

function frame(line: string): string {
  const time = new Date().toISOString()
  const text = `<${PRIORITY}>1 ${time} ${hostname() || '-'} tailrace ${process.pid} audit - ${line}`
  return `${Buffer.byteLength(text)} ${text}`
}

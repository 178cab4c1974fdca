import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { Receiver } from '#testkit/alerts/receiver.ts'
import type { AuditSink } from '#server/config/audit-schema.ts'
import { Secret } from '#server/config/secret.ts'
import { randomName } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { testContext } from '#testkit/replays/harness.ts'
import { audited } from '../record-audit.ts'
import { auditSink } from './audit-sink.ts'

interface Line {
  kind: string
  action: string
  target: string
  result: string
  chain: { topicId: string; writer: string; sequence: number; offset: string; mac: string } | null
}

const receiver = new Receiver()
beforeAll(async () => receiver.start())
afterAll(async () => receiver.stop())

const console_ = (sink: AuditSink): ClusterCtx =>
  testContext(inject('bootstrapServers'), { audit: { required: false, sink } })
const change = async (ctx: ClusterCtx, target: string) => audited(ctx, { action: 'test.sink', target }, async () => 1)

it('a webhook gets every record in order, with its place in the chain, also what came while it was down', async () => {
  const url = new Secret(receiver.url('/siem'))
  const ctx = console_({ kind: 'webhook', url, headers: { Authorization: new Secret('Bearer hidden') } })
  try {
    const [first, second] = [randomName('first'), randomName('second')]
    await change(ctx, first)
    await expect.poll(() => receiver.messages.length).toBeGreaterThan(0)
    receiver.status = 500
    await change(ctx, second)
    await expect.poll(() => auditSink(ctx.cluster)?.figures.problem).toBe('It answered 500.')
    receiver.status = 200
    const lines = () => receiver.messages.flatMap(({ body }) => body['records'] as Line[])
    await expect.poll(() => lines().length, { timeout: 30_000 }).toBe(4)
    expect(lines().map(({ target, result }) => `${target} ${result}`)).toEqual(
      [first, second].flatMap((target) => [`${target} unknown`, `${target} ok`]),
    )
    expect(lines().map(({ chain }) => chain?.sequence)).toEqual([1, 2, 3, 4])
    expect(new Set(lines().map(({ chain }) => chain?.writer)).size).toBe(1)
    expect(receiver.messages[0]?.headers['authorization']).toBe('Bearer hidden')
  } finally {
    ctx.cluster.close()
  }
})

it('standard output gets JSON lines', { timeout: 60_000 }, async () => {
  const target = randomName('stdout')
  const file = join(import.meta.dirname, '../../../testkit/audit/console.ts')
  const child = spawn(process.execPath, [file, inject('bootstrapServers'), target, 'stdout'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    for await (const text of createInterface(child.stdout)) {
      if (!text.startsWith('{')) continue
      expect(JSON.parse(text)).toMatchObject({
        kind: 'audit',
        action: 'test.endless',
        target,
        result: 'unknown',
        chain: { sequence: 1, writer: expect.any(String), mac: expect.any(String), offset: expect.any(String) },
      })
      return
    }
    expect.unreachable('no line came')
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
})

it('a syslog server gets RFC 5424 messages framed by their length, and those of its outage later', async () => {
  let text = ''
  const sockets = new Set<Socket>()
  const listen = async (port: number) => {
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.setEncoding('utf8').on('data', (data) => (text += String(data)))
    })
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    return { server, port: (server.address() as AddressInfo).port }
  }
  const first = await listen(0)
  const ctx = console_({ kind: 'syslog', address: { host: '127.0.0.1', port: first.port }, tls: false })
  try {
    const target = randomName('syslog-ü')
    await change(ctx, target)
    await expect.poll(() => framesOf(text).length).toBe(2)
    for (const frame of framesOf(text))
      expect(frame).toMatch(/^<109>1 \d{4}-\d\d-\d\dT[\d:.]+Z \S+ tailrace \d+ audit - \{"kind":"audit",/)
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => first.server.close(resolve))
    const later = randomName('later')
    await change(ctx, later)
    const second = await listen(first.port)
    await expect.poll(() => framesOf(text).filter((frame) => frame.includes(later)).length, { timeout: 30_000 }).toBe(2)
    for (const socket of sockets) socket.destroy()
    second.server.close()
  } finally {
    ctx.cluster.close()
  }
})

/** Cuts a stream of `LENGTH SPACE MESSAGE` (RFC 6587, section 3.4.1) into messages. */
function framesOf(stream: string): string[] {
  const frames: string[] = []
  let rest = Buffer.from(stream)
  for (;;) {
    const space = rest.indexOf(' ')
    const length = Number(rest.subarray(0, Math.max(0, space)).toString())
    if (space < 1 || rest.length < space + 1 + length) return frames
    frames.push(rest.subarray(space + 1, space + 1 + length).toString())
    rest = rest.subarray(space + 1 + length)
  }
}

import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig } from './load-config.ts'
import { plainSecrets } from './plain-secrets.ts'

function warnings({ broker, url, tls }: { broker: string; url: string; tls: boolean }): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-plain-'))
  const service = { url, username: 'me', password: 'hidden-1' }
  const cluster = {
    name: 'X',
    brokers: [`${broker}:9092`],
    tls,
    sasl: { mechanism: 'plain', username: 'me', password: 'hidden-2' },
    schemaRegistry: service,
    connect: [{ name: 'sinks', ...service }],
    audit: { sink: { kind: 'webhook', url } },
  }
  const file = { clusters: [cluster], alerts: { webhooks: [{ name: 'ops', url: `${url}/hidden-3` }], rules: [] } }
  writeFileSync(join(folder, 'tailrace.yaml'), JSON.stringify(file))
  return plainSecrets(loadConfig({}, folder))
}

test('each secret that is sent over a plain connection is named, without itself', () => {
  const found = warnings({ broker: 'kafka.example.com', url: 'http://tools.example.com', tls: false })
  expect(found.map((text) => /sasl|schemaRegistry|sinks|audit\.sink|webhook ops/.exec(text)?.[0])).toEqual([
    'sasl',
    'schemaRegistry',
    'sinks',
    'audit.sink',
    'webhook ops',
  ])
  expect(found.join()).not.toContain('hidden')
})

test('encrypted connections, and those on this machine, are not', () => {
  expect(warnings({ broker: 'kafka.example.com', url: 'https://tools.example.com', tls: true })).toEqual([])
  expect(warnings({ broker: '127.0.0.1', url: 'http://localhost:8081', tls: false })).toEqual([])
})

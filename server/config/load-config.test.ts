import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import type { Environment } from './environment.ts'
import { loadConfig } from './load-config.ts'

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-config-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

const load = (yaml: string, env: Environment = {}, files: Record<string, string> = {}) =>
  loadConfig(env, folderWith({ 'tailrace.yaml': yaml, ...files }))

test('reads several clusters, secrets from the environment and from files', () => {
  const config = load(
    `clusters:
  - name: Production EU
    environment: production
    readOnly: true
    brokers: [a:9092, "[::1]:9093"]
    tls: { caFile: ca.pem }
    sasl: { mechanism: scram-sha-512, username: me, password: "\${PASS}" }
  - { name: Test, brokers: [b:9092] }
`,
    { PASS: 'hidden-1' },
    { 'ca.pem': 'CERT\n' },
  )
  expect(config.clusters.map(({ id, colour }) => [id, colour])).toEqual([
    ['production-eu', 'red'],
    ['test', 'green'],
  ])
  expect(config.clusters[0]?.brokers[1]).toEqual({ host: '::1', port: 9093 })
  expect(config.clusters[0]?.tls).toEqual({ ca: 'CERT' })
  expect(config.clusters[0]?.sasl?.password.reveal()).toBe('hidden-1')
  expect(JSON.stringify(config) + inspect(config, { depth: 9 })).not.toContain('hidden-1')
})

test.each([
  [
    'clusters:\n  - name: X\n    brokers: [a:9092]\n    brokrs: [b]\n',
    /tailrace\.yaml:4: clusters\.0\.brokrs: this key is not known/,
  ],
  [
    'clusters:\n  - name: X\n    brokers:\n      - a:9092\n      - b\n',
    /tailrace\.yaml:5: clusters\.0\.brokers\.1: host:port is expected/,
  ],
  [
    'clusters:\n  - name: X\n    brokers: [a:9092]\n    sasl:\n      mechanism: gssapi\n      username: u\n      password: p\n',
    /:5: clusters\.0\.sasl\.mechanism/,
  ],
  [
    'clusters:\n  - name: X\n    brokers: [a:9092]\n    tls:\n      caFile: no.pem\n',
    /:5: clusters\.0\.tls\.caFile: no\.pem cannot be read \(ENOENT\)/,
  ],
  [
    'clusters:\n  - name: X\n    brokers: ["${NOT_SET}"]\n',
    /:3: clusters\.0\.brokers\.0: the environment variable NOT_SET is not set/,
  ],
  ['clusters:\n  - name: X\n   brokers: [a:9092]\n', /tailrace\.yaml:\d+: /],
  [
    'clusters:\n  - { name: X, brokers: [a:1] }\n  - { name: X, brokers: [a:1] }\n',
    /:\d+: clusters\.1\.id: two clusters have the id x/,
  ],
  [
    'clusters:\n  - name: X\n    brokers: [a:9092]\nalerts:\n  rules:\n    - { name: R, kind: lag, above: 5, webhooks: [no] }\n',
    /:6: alerts\.rules\.0\.webhooks\.0: no is not known; there is none/,
  ],
  [
    'clusters:\n  - name: X\n    brokers: [a:9092]\nalerts:\n  rules:\n    - { name: R, kind: timeLag, above: 5 minutes }\n',
    /:6: alerts\.rules\.0\.above: a duration such as 30s/,
  ],
])('a mistake names the file, line and key: %#', (yaml, message) => {
  expect(() => load(yaml)).toThrow(message)
})

test('alerts: durations are read, addresses are secrets, and a mistake does not repeat them', () => {
  const yaml = (url: string) => `clusters: [{ name: X, brokers: [a:9092], sampleSeconds: 30 }]
alerts:
  webhooks: [{ name: ops, url: "${url}", headers: { Authorization: "Bearer hidden-2" } }]
  rules: [{ name: R, kind: timeLag, above: 90s, for: 5m, clusters: [x], webhooks: [ops] }]
`
  const config = load(yaml('https://hooks.example.com/hidden-3'))
  expect(config.alerts.rules[0]).toMatchObject({ above: 90_000, for: 300_000, keepFiringFor: 60_000 })
  expect(config.alerts.webhooks[0]?.url.reveal()).toBe('https://hooks.example.com/hidden-3')
  expect(config.clusters[0]?.sampleSeconds).toBe(30)
  expect(JSON.stringify(config) + inspect(config, { depth: 9 })).not.toMatch(/hidden/)
  expect(() => load(yaml('ftp://hidden-4'))).toThrow(/alerts\.webhooks\.0\.url: an address that starts with https/)
  expect(() => load(yaml('ftp://hidden-4'))).not.toThrow(/hidden/)
})

test('one cluster from the environment', () => {
  const config = loadConfig(
    {
      TAILRACE_BROKERS: 'a:1, b:2',
      TAILRACE_TLS: 'true',
      TAILRACE_SASL_MECHANISM: 'PLAIN',
      TAILRACE_SASL_USERNAME: 'u',
      TAILRACE_SASL_PASSWORD: 'p',
      TAILRACE_TAILS_VIEWERS_PER_USER: '7',
    },
    folderWith({}),
  )
  expect(config.tails).toEqual({ viewersPerCluster: 500, viewersPerUser: 7, bytesPerSecond: 100_000_000 })
  expect(config.clusters[0]).toMatchObject({
    id: 'kafka',
    tls: true,
    sasl: { mechanism: 'plain' },
    brokers: [{ port: 1 }, { port: 2 }],
  })
})

test('a mistake in the environment names the variable; nothing configured says how', () => {
  expect(() => loadConfig({ TAILRACE_BROKERS: 'a' }, folderWith({}))).toThrow(/TAILRACE_BROKERS: host:port is expected/)
  expect(() => loadConfig({ TAILRACE_BROKERS: 'a:1', TAILRACE_READ_ONLY: 'maybe' }, folderWith({}))).toThrow(
    /TAILRACE_READ_ONLY/,
  )
  expect(() =>
    loadConfig({ TAILRACE_BROKERS: 'a:1', TAILRACE_TAILS_BYTES_PER_SECOND: '100 MB' }, folderWith({})),
  ).toThrow(/TAILRACE_TAILS_BYTES_PER_SECOND/)
  expect(() => loadConfig({}, folderWith({}))).toThrow(/npm run demo/)
})

test('whoever is not signed in may look only, unless roles are configured', () => {
  const cluster = 'clusters: [{ name: Test, brokers: [b:9092] }]\n'
  const rolesOf = (more: string, env = {}) => load(cluster + more, env).auth.anonymousRoles
  const support = { TAILRACE_ANONYMOUS_ROLES: 'support' }
  expect(rolesOf('')).toEqual(['viewer'])
  expect(loadConfig({ TAILRACE_BROKERS: 'b:9092' }, folderWith({})).auth.anonymousRoles).toEqual(['viewer'])
  expect(loadConfig({ TAILRACE_BROKERS: 'b:9092', ...support }, folderWith({})).auth.anonymousRoles).toEqual([
    'support',
  ])
  expect(rolesOf('auth: { anonymousRoles: [operator] }\n')).toEqual(['operator'])
  expect(rolesOf('auth: { anonymousRoles: [operator] }\n', support)).toEqual(['operator'])
  expect(rolesOf('auth: { secretFile: k }\n', support)).toEqual(['support'])
  expect(rolesOf('', support)).toEqual(['support'])
  expect(() => rolesOf('auth: { anonymousRoles: [king] }\n')).toThrow(/:2: auth.anonymousRoles/)
  expect(() => rolesOf('', { TAILRACE_ANONYMOUS_ROLES: 'king' })).toThrow(/anonymousRoles/)
})

test('the roles of those who are not signed in may still stand at the top', () => {
  const old = 'clusters: [{ name: Test, brokers: [b:9092] }]\nanonymousRoles: [operator]\n'
  expect(load(old).auth.anonymousRoles).toEqual(['operator'])
  expect(load(old).anonymousRoles).toEqual(['operator'])
  expect(load(old, { TAILRACE_ANONYMOUS_ROLES: 'support' }).auth.anonymousRoles).toEqual(['operator'])
  expect(() => load(`${old}auth: { anonymousRoles: [viewer] }\n`)).toThrow(/:2: anonymousRoles: .*auth\.anonymousRoles/)
})

test('a header of a webhook whose name ends in File is a header', () => {
  const config = load(
    `clusters: [{ name: X, brokers: [a:9092] }]
alerts:
  webhooks: [{ name: ops, url: "https://hooks.example.com/x", headers: { X-Log-File: "ops.log" } }]
`,
  )
  expect(config.alerts.webhooks[0]?.headers['X-Log-File']?.reveal()).toBe('ops.log')
})

test('audit: required in production unless the file says otherwise; the sink holds secrets', () => {
  const config = load(`clusters:
  - { name: A, environment: PROD-eu, brokers: [a:9092] }
  - { name: B, environment: Production, brokers: [a:9092], audit: { required: false } }
  - { name: C, environment: reproduction, brokers: [a:9092], audit: { sink: { kind: stdout } } }
  - name: D
    brokers: [a:9092]
    audit:
      required: true
      sink: { kind: webhook, url: "https://siem/hidden", headers: { X-File: hidden } }
  - { name: E, brokers: [a:9092], audit: { sink: { kind: syslog, address: "logs:6514", tls: true } } }
`)
  expect(config.clusters.map(({ audit }) => [audit.required, audit.sink?.kind ?? null])).toEqual([
    [true, null],
    [false, null],
    [false, 'stdout'],
    [true, 'webhook'],
    [false, 'syslog'],
  ])
  expect(config.clusters[4]?.audit.sink).toMatchObject({ address: { host: 'logs', port: 6514 }, tls: true })
  expect(JSON.stringify(config) + inspect(config, { depth: 9 })).not.toContain('hidden')
  const env = { TAILRACE_BROKERS: 'a:1', TAILRACE_AUDIT_REQUIRED: 'true', TAILRACE_AUDIT_SINK: 'stdout' }
  expect(loadConfig(env, folderWith({})).clusters[0]?.audit).toEqual({ required: true, sink: { kind: 'stdout' } })
  const wrong = { TAILRACE_BROKERS: 'a:1', TAILRACE_AUDIT_SINK: 'file' }
  expect(() => loadConfig(wrong, folderWith({}))).toThrow('TAILRACE_AUDIT_SINK')
})

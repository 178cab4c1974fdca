import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '#server/config/secret.ts'
import type { ClusterConfig } from '#server/config/schema.ts'
import { freePorts } from '#server/demo/broker/free-ports.ts'
import { startJavaTool } from '#testkit/java-tool.ts'
import { type EmbeddedKafka, startKafka } from '#server/demo/broker/start-kafka.ts'
import { createTopic } from '#testkit/broker/topics.ts'
import { readOffsets } from '../fetch/read-offsets.ts'
import { KafkaCluster } from './kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'

const run = promisify(execFile)
const PASSWORD = 'not-to-be-seen'

let folder: string
let kafka: EmbeddedKafka
let ca: string
let secure: string
let clientTls: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tailrace-security-'))
  await makeKeys()
  const [sasl, mutual] = await freePorts(2)
  secure = `127.0.0.1:${sasl}`
  clientTls = `127.0.0.1:${mutual}`
  const store = { type: 'PKCS12', location: join(folder, 'server.p12'), password: 'changeit' }
  kafka = await startKafka({
    dataDir: join(folder, 'data'),
    config: {
      listeners: `SASL_SSL://${secure},SSL://${clientTls}`,
      'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,SSL:SSL',
      'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512',
      'listener.name.sasl_ssl.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required user_bob="${PASSWORD}";`,
      'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config':
        'org.apache.kafka.common.security.scram.ScramLoginModule required;',
      'listener.name.ssl.ssl.client.auth': 'required',
      'ssl.keystore.type': store.type,
      'ssl.keystore.location': store.location,
      'ssl.keystore.password': store.password,
      'ssl.truststore.type': store.type,
      'ssl.truststore.location': join(folder, 'trust.p12'),
      'ssl.truststore.password': store.password,
    },
  })
  const tool = await startJavaTool({
    mainClass: 'kafka.admin.ConfigCommand',
    folder,
    args: [
      '--bootstrap-server',
      kafka.bootstrapServers,
      '--alter',
      '--entity-type',
      'users',
      '--entity-name',
      'alice',
      '--add-config',
      `SCRAM-SHA-512=[password=${PASSWORD}]`,
    ],
  })
  await tool.exited
}, 90_000)

afterAll(async () => {
  await kafka?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** keytool comes with the Java that runs the broker. One self-signed certificate serves as its own authority. */
async function makeKeys(): Promise<void> {
  for (const name of ['server', 'client']) {
    const store = `-keystore ${folder}/${name}.p12 -storetype PKCS12 -storepass changeit -alias ${name}`
    await keytool(
      `-genkeypair ${store} -keyalg RSA -keysize 2048 -validity 30 -dname CN=${name} -ext san=ip:127.0.0.1,dns:localhost`,
    )
    await keytool(`-exportcert -rfc ${store} -file ${folder}/${name}.pem`)
    const trust = `-keystore ${folder}/trust.p12 -storetype PKCS12 -storepass changeit`
    await keytool(`-importcert -noprompt ${trust} -alias ${name} -file ${folder}/${name}.pem`)
  }
  ca = await readFile(join(folder, 'server.pem'), 'utf8')
}

async function keytool(args: string): Promise<void> {
  await run('keytool', args.split(' '))
}

function clusterWith(address: string, settings: Partial<ClusterConfig>): KafkaCluster {
  return new KafkaCluster({ ...testCluster(address), ...settings })
}

async function problemOf(address: string, settings: Partial<ClusterConfig>): Promise<string> {
  const cluster = clusterWith(address, settings)
  try {
    await cluster.metadata()
    return 'no problem'
  } catch (error) {
    expect(error).toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    return error instanceof Error ? error.message : ''
  } finally {
    cluster.close()
  }
}

const scram = (username: string, password = PASSWORD) =>
  ({ sasl: { mechanism: 'scram-sha-512', username, password: new Secret(password) } }) as const
const plain = (username: string, password = PASSWORD) =>
  ({ sasl: { mechanism: 'plain', username, password: new Secret(password) } }) as const

describe('TLS and SASL', () => {
  test.each([
    ['SCRAM-SHA-512', scram('alice')],
    ['PLAIN', plain('bob')],
  ])('%s signs in, and reads over both of its connections', async (_, sasl) => {
    const topic = await createTopic({ bootstrapServers: kafka.bootstrapServers })
    const cluster = clusterWith(secure, { tls: { ca }, ...sasl })
    try {
      const answers = await readOffsets(cluster, new Map([[topic, [0]]]), 'latest')
      expect(answers.get(topic)?.get(0)).toMatchObject({ ok: true })
      const dedicated = await cluster.openDedicated(1)
      expect(dedicated.link.connected).toBe(true)
      dedicated.close()
    } finally {
      cluster.close()
    }
  })

  test('each mistake is told in words that say what to do, without the password', async () => {
    const problems = {
      plainToTls: await problemOf(secure, {}),
      noAuthority: await problemOf(secure, { tls: true, ...scram('alice') }),
      noSignIn: await problemOf(secure, { tls: { ca } }),
      wrongPassword: await problemOf(secure, { tls: { ca }, ...scram('alice', 'wrong') }),
      unknownUser: await problemOf(secure, { tls: { ca }, ...plain('nobody') }),
      mechanism: await problemOf(secure, {
        tls: { ca },
        sasl: { mechanism: 'scram-sha-256', username: 'alice', password: new Secret(PASSWORD) },
      }),
      tlsToPlain: await problemOf(kafka.bootstrapServers, { tls: { ca } }),
    }
    expect(problems.plainToTls).toMatch(/set tls: true/)
    expect(problems.noAuthority).toMatch(/certificate .* is not trusted/)
    expect(problems.noSignIn).toMatch(/set sasl/)
    expect(problems.wrongPassword).toMatch(/refused the sign-in/)
    expect(problems.unknownUser).toMatch(/refused the sign-in/)
    expect(problems.mechanism).toMatch(/does not offer the SASL mechanism scram-sha-256/)
    expect(problems.tlsToPlain).toMatch(/does not speak TLS|closed the connection|cannot be reached/)
    expect(JSON.stringify(problems)).not.toContain(PASSWORD)
  })

  test('a client certificate opens a port that asks for one', async () => {
    const pem = join(folder, 'client-key.pem')
    const from = ['-in', join(folder, 'client.p12'), '-passin', 'pass:changeit']
    await run('openssl', ['pkcs12', '-nodes', '-nocerts', '-out', pem].concat(from))
    const [key, cert] = await Promise.all([readFile(pem, 'utf8'), readFile(join(folder, 'client.pem'), 'utf8')])
    const cluster = clusterWith(clientTls, { tls: { ca, cert, key: new Secret(key) } })
    try {
      expect((await cluster.metadata()).nodes.size).toBe(1)
    } finally {
      cluster.close()
    }
  })
})

import { expect, test } from 'vitest'
import { serverProperties } from './server-properties.ts'

const cluster = [1, 2, 3].map((id) => ({ id, port: 9090 + id, controllerPort: 9190 + id }))
const node = { id: 2, port: 9092, controllerPort: 9192 }

test('a node listens on loopback only and votes with all nodes', () => {
  const lines = serverProperties(node, cluster, '/data', {}).split('\n')
  expect(lines).toContain('listeners=PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9192')
  expect(lines).toContain('controller.quorum.voters=1@127.0.0.1:9191,2@127.0.0.1:9192,3@127.0.0.1:9193')
  expect(lines).toContain('transaction.state.log.min.isr=2')
})

test('an override replaces the default instead of standing beside it', () => {
  const lines = serverProperties(node, [node], '/data', { 'auto.create.topics.enable': 'false' }).split('\n')
  expect(lines.filter((line) => line.startsWith('auto.create'))).toEqual(['auto.create.topics.enable=false'])
})

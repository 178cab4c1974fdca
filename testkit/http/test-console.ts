import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runtime } from '#server/runtime.ts'
import { serveApi } from './serve-api.ts'

interface TestConsole {
  /** The base of all routes of its one cluster. */
  api: string
  /** `/api/v1`, for what belongs to no cluster. */
  root: string
  close: () => Promise<void>
}

/** This process as a console over HTTP, with one cluster; once per test file, since its runtime is one per process. */
export async function testConsole(bootstrapServers: string, config: object = {}): Promise<TestConsole> {
  const folder = await mkdtemp(join(tmpdir(), 'tailrace-console-'))
  const file = join(folder, 'tailrace.yaml')
  const clusters = [{ id: 'test', name: 'Test', brokers: bootstrapServers.split(',') }]
  await writeFile(file, JSON.stringify({ auth: { anonymousRoles: ['admin'] }, clusters, ...config }))
  process.env['TAILRACE_CONFIG'] = file
  const { url, close } = await serveApi()
  while ((await fetch(`${url}/ready`)).status !== 200) await new Promise((resolve) => setTimeout(resolve, 50))
  return {
    api: `${url}/clusters/test`,
    root: url,
    close: async () => {
      await close()
      await runtime().stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

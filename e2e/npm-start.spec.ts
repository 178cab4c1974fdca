import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { freePorts } from '#server/demo/broker/free-ports.ts'

const project = join(import.meta.dirname, '..')

/** Whether the port can be listened on. */
async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

test('npm start ends with SIGTERM and leaves nothing on its port', async ({ request }) => {
  const [port = 0] = await freePorts(1)
  const npm = spawn('npm', ['run', '--silent', 'start'], {
    cwd: project,
    env: { ...process.env, PORT: String(port), TAILRACE_BROKERS: '127.0.0.1:9' },
    stdio: 'ignore',
    detached: true,
  })
  const exited = new Promise((resolve) => npm.once('exit', resolve))
  try {
    const up = async () => (await request.get(`http://127.0.0.1:${port}/api/v1/health`).catch(() => null))?.ok()
    await expect.poll(up, { timeout: 60_000 }).toBe(true)
    const session = await request.get(`http://127.0.0.1:${port}/api/v1/session`)
    expect(await session.json()).toMatchObject({ authenticated: false, roles: ['viewer'] })
    npm.kill('SIGTERM')
    await exited
    await expect.poll(() => isFree(port), { timeout: 8_000 }).toBe(true)
  } finally {
    // What is left of it is in the process group of this npm alone.
    try {
      process.kill(-(npm.pid ?? 0), 'SIGKILL')
    } catch {
      // All of it has gone.
    }
  }
})

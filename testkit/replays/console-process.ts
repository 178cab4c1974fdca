import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

/** A console without pages in a process of its own, to be stopped (SIGTERM: it hands its replays over) or killed. */
export interface ReplayConsole {
  readonly pid: number
  /** Sends a signal and resolves when the process has gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

const running = new Set<ChildProcess>()

/** Starts one, and resolves at once or with `ready` when it looks for replays. */
export async function startReplayConsole(bootstrapServers: string, { ready = false } = {}): Promise<ReplayConsole> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'console.ts'), bootstrapServers], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.add(child)
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  void gone.then(() => running.delete(child))
  const said = new Promise<void>((resolve) => child.stdout.once('data', () => resolve()))
  if (ready) await Promise.race([said, gone])
  return {
    pid: child.pid ?? 0,
    end: async (signal) => {
      child.kill(signal)
      await gone
    },
  }
}

/** Kills those that are left, at the end of a test file. */
export function killReplayConsoles(): void {
  for (const child of running) child.kill('SIGKILL')
}

/** The attackers, in a thread of their own: what they do does not count to the times that the viewer sees. */
import { setTimeout as delay } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import type { Target } from './attacker.ts'
import { ATTACKS, type Attack } from './attacks.ts'

export interface SiegeOrder extends Omit<Target, 'localAddress'> {
  forMs: number
  /** Of names of attacks, which are left out. */
  without: string
}

/** What came of one attack: how often each outcome. */
export interface AttackReport {
  name: string
  perSecond: number
  asked: number
  outcomes: Record<string, number>
}

const { forMs, without, ...target } = workerData as SiegeOrder

async function lead(attack: Attack, index: number): Promise<AttackReport> {
  const outcomes: Record<string, number> = {}
  const running = new Set<Promise<void>>()
  // Linux has all of 127.0.0.0/8.
  const from = { ...target, localAddress: process.platform === 'linux' ? `127.0.0.${index + 2}` : undefined }
  const started = Date.now()
  let asked = 0
  while (Date.now() - started < forMs) {
    if (running.size < attack.atOnce) {
      const shot = attack.shoot(from, asked).then((outcome) => {
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
        running.delete(shot)
      })
      running.add(shot)
      asked += 1
    }
    await delay(1_000 / attack.perSecond)
  }
  await Promise.all(running)
  return { name: attack.name, perSecond: (asked * 1_000) / forMs, asked, outcomes }
}

const attacks = ATTACKS.filter(({ name }) => without === '' || !new RegExp(without).test(name))
parentPort?.postMessage(await Promise.all(attacks.map(lead)))

import { existsSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { singleton } from '#server/singleton.ts'

/** A process as the owner of jobs: where it runs, its number there, and when it started. */
interface Owner {
  host: string
  pid: number
  startedAt: number
}

/** This process, as it is written into leases. */
export function ownOwner(): string {
  return singleton('replays.owner', () => {
    const startedAt = Math.round(Date.now() - process.uptime() * 1000)
    return `${hostOfThis()}/${process.pid}/${startedAt}`
  })
}

/** A name for people. */
export function ownerLabel(owner: string): string {
  const { host, pid } = parse(owner)
  return `${host.split('~')[0] ?? host}, process ${pid}`
}

/**
 * Whether an owner is certainly gone: it ran here, and its process is no more (or is this very one, started later). Of other machines this is
 * never known; their leases run out.
 */
export function isGone(owner: string): boolean {
  const own = ownOwner()
  if (owner === own) return false
  const { host, pid } = parse(owner)
  if (host !== hostOfThis()) return false
  return pid === process.pid || (existsSync('/proc/self') && !existsSync(`/proc/${pid}`))
}

/** The machine and, in containers, the process namespace: only within one does a process number say who it is. */
function hostOfThis(): string {
  return singleton('replays.host', () => {
    try {
      return `${hostname()}~${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`
    } catch {
      return `${hostname()}~${process.platform}`
    }
  })
}

function parse(owner: string): Owner {
  const [host = '', pid = '', startedAt = ''] = owner.split('/')
  return { host, pid: Number(pid), startedAt: Number(startedAt) }
}

// @ts-check
/** Whether node_modules holds what the lockfile says, and on which Node the project's scripts can run. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT } from './prerequisites.mjs'

/** The major version of Node.js that the project is written for. */
const NODE_MAJOR = 24

/** @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean }} LockedPackage */

/**
 * Compares the lockfile with npm's own record of what it installed. Unlike file times this survives a checkout, a copied
 * folder and an `npm install` by hand.
 */
export function packagesAreInstalled() {
  const wanted = lockedPackages(join(PROJECT, 'package-lock.json'))
  const installed = lockedPackages(join(PROJECT, 'node_modules', '.package-lock.json'))
  for (const [path, { version, optional, devOptional, peer }] of Object.entries(wanted)) {
    const found = installed[path]
    if (path === '' || (!found && (optional || devOptional || peer))) continue
    if (found?.version !== version) return false
  }
  return Object.keys(installed).every((path) => path in wanted)
}

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage>}
 */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {}
  } catch {
    return {}
  }
}

/**
 * The Node that runs the project's scripts: the one installed beside the packages, else this very one if it is new enough.
 * @returns {string | undefined} its path
 */
export function projectNode() {
  const own = join(PROJECT, 'node_modules', '.bin', 'node')
  if (majorOf(spawnSync(own, ['--version'], { encoding: 'utf8' }).stdout) === NODE_MAJOR) return own
  return majorOf(process.version) >= NODE_MAJOR ? process.execPath : undefined
}

/** @param {string | null} version such as `v24.1.0` */
export function majorOf(version) {
  return Number(/^v(\d+)\./.exec(version ?? '')?.[1] ?? 0)
}

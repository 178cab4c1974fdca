import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { PROJECT } from './prerequisites.mjs'

const Versions = z.record(z.string(), z.string())
const Package = z.object({
  dependencies: Versions,
  devDependencies: Versions,
  allowScripts: z.record(z.string(), z.boolean()),
})
const Entry = z.object({
  integrity: z.string().optional(),
  inBundle: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
})
const Lock = z.object({ packages: z.record(z.string(), Entry) })

const read = (file: string): unknown => JSON.parse(readFileSync(join(PROJECT, file), 'utf8'))
const described = Package.parse(read('package.json'))
const packages = Object.entries(Lock.parse(read('package-lock.json')).packages).filter(([path]) => path !== '')

/** A platform that no registry at hand has the package for; npm leaves it out where it cannot get it. */
const WITHOUT_INTEGRITY = ['node_modules/lefthook-android-arm64']

it('every dependency is one version, not a range', () => {
  const ranges = Object.entries({ ...described.dependencies, ...described.devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
  )
  expect(ranges).toEqual([])
})

it('every package of the lock has the hash of its file; bundled ones are part of another file', () => {
  const unchecked = packages.filter(([, { integrity, inBundle }]) => !integrity?.startsWith('sha512-') && !inBundle)
  expect(unchecked.map(([path]) => path)).toEqual(WITHOUT_INTEGRITY)
})

it('packages with install scripts are those that are allowed to', () => {
  const scripts = packages.filter(([, { hasInstallScript }]) => hasInstallScript)
  const names = scripts.map(([path]) => path.replace(/^.*node_modules\//, ''))
  expect(names.toSorted()).toEqual(Object.keys(described.allowScripts).toSorted())
})

import { expect, it, vi } from 'vitest'
import { pagePaths, segmentText } from '#lib/page-paths.ts'
import { apiUrl } from '#lib/queries/call-api.ts'
import { readParams } from './read-input.ts'

const PATH = '/clusters/{cluster}/groups/{group}/lag'

it.each(['.', '..'])('a group called %j is reached, in the API and as a page', (group) => {
  const url = new URL(apiUrl(PATH, { cluster: 'kafka', group }), 'http://host')
  expect(readParams(PATH, url)).toEqual({ cluster: 'kafka', group })
  const page = new URL(pagePaths.group('kafka', group), 'http://host').pathname
  expect(segmentText(page.split('/')[4] ?? 'none')).toBe(group)
})

it.each(['', 'a/b', 'a%2Fb', '100%', ' ', 'a b', '~', '~Lg', 'a?b#c', 'Zürich', 'plain'])('so is %j', (group) => {
  const url = new URL(apiUrl(PATH, { cluster: 'kafka', group }), 'http://host')
  expect(readParams(PATH, url)).toEqual({ cluster: 'kafka', group })
  const page = new URL(pagePaths.group('kafka', group), 'http://host').pathname
  expect(segmentText(page.split('/')[4] ?? 'none')).toBe(group)
})

it.each(['/tools/api/v1x', '/api/v1'])('the base path %s is cut off exactly', async (basePath) => {
  vi.stubEnv('NEXT_PUBLIC_BASE_PATH', basePath)
  vi.resetModules()
  const { readParams: readBelow } = await import('./read-input.ts')
  const url = new URL(`http://host${basePath}/api/v1/clusters/kafka/groups/api/lag`)
  vi.unstubAllEnvs()
  expect(readBelow(PATH, url)).toEqual({ cluster: 'kafka', group: 'api' })
})

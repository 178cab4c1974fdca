import { expect, it } from 'vitest'
import { endpoints } from './endpoints.ts'

/** Every name that an endpoint could be asked with; path parameters are taken from the path itself. */
const GIVEN = { topics: ['t-1', 't-*'], source: { topic: 't-1' }, name: 't-1' }

it.each(endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
  '%s names the resources that its permission is asked for',
  (_, endpoint) => {
    const params = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    const found = endpoint.resources({ ...GIVEN, ...Object.fromEntries(params.map((name) => [name, `the-${name}`])) })
    expect(found.length).toBeGreaterThan(0)
    const named = JSON.stringify(found)
    // What stands in the path is what is asked for; the cluster is known by the request, details lie below their resource.
    const resource = params.find((name) => name !== 'cluster' && name !== 'broker')
    if (resource) expect(named).toContain(`the-${resource}`)
  },
)

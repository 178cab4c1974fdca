/** What a path leads to: the API and /metrics, a file that may be kept, or a page. */
export type Area = 'api' | 'file' | 'page'

/** @param path below the base path */
export function areaOf(path: string): Area {
  if (/^\/(api|metrics)(\/|$)/.test(path)) return 'api'
  return /^\/(_next\/static\/|icon\.svg$)/.test(path) ? 'file' : 'page'
}

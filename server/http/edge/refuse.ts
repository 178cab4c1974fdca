import { endpoints } from '#lib/contract/endpoints.ts'
import { AppError } from '#lib/errors.ts'
import type { Area } from './area.ts'

/** What is wrong with a request before any route sees it. */
export interface Refusal {
  error: AppError
  /** The methods there are, for a method that is not. */
  allow?: string
}

const READS = 'GET, HEAD'
const BASE = '/api/v1'
const routes = routeTable()

/** The path of a request target, without its query. @throws AppError INVALID_INPUT for a target of another form, or wrong percent-encoding */
export function pathOf(target: string): string {
  if (!target.startsWith('/')) throw new AppError('INVALID_INPUT', 'The request target must be a path.')
  const [path = '/'] = target.split('?', 1)
  try {
    decodeURIComponent(path)
  } catch {
    throw new AppError('INVALID_INPUT', 'The path is not percent-encoded correctly.')
  }
  return path
}

/** Methods and paths that nothing answers; null for a request that may go on. @param path below the base path */
export function refusalOf(method: string, path: string, area: Area): Refusal | null {
  const allow = area === 'api' ? methodsOf(path) : READS
  if (allow === null) return { error: new AppError('NOT_FOUND', 'There is nothing at this address of the API.') }
  if (allow.split(', ').includes(method)) return null
  return { error: new AppError('METHOD_NOT_ALLOWED', `This address takes ${allow}.`), allow }
}

function methodsOf(path: string): string | null {
  if (path === '/metrics') return READS
  return routes.find(({ pattern }) => pattern.test(path))?.allow ?? null
}

/** One entry for each path. Where two match, Next.js takes the one with the literal segment, so it stands first ("{" sorts after all letters). */
function routeTable(): { pattern: RegExp; allow: string }[] {
  const byPath = Map.groupBy(endpoints, ({ path }) => path)
  const inOrder = [...byPath].toSorted(([one], [other]) => (one < other ? -1 : 1))
  return inOrder.map(([path, all]) => {
    const parts = path.split('/').map((part) => (part.startsWith('{') ? '[^/]+' : part.replaceAll('.', '\\.')))
    const methods = all.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
    return { pattern: new RegExp(`^${BASE}${parts.join('/')}/?$`), allow: methods.join(', ') }
  })
}

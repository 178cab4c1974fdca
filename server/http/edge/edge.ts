import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError } from '#lib/errors.ts'
import { newRequestId } from '#server/http/admit.ts'
import { isOwnHost } from '#server/http/guard.ts'
import { problemOf } from '#server/http/problem.ts'
import { areaOf } from './area.ts'
import { pathOf, refusalOf, type Refusal } from './refuse.ts'
import { setSecurityHeaders } from './security-headers.ts'

interface EdgeOptions {
  basePath: string
  /** Addresses that a Host header may name, beside loopback. */
  hosts: string[]
  publicAddresses: string[]
}

/**
 * What every request passes before Next.js sees it: headers that keep other sites out, and refusals of foreign hosts, of targets that are no
 * path, of methods and addresses there are none of. Gives whether the request may go on; one that may not was answered with a problem.
 */
export function edge({ basePath, hosts, publicAddresses }: EdgeOptions) {
  const isPublicHttps = publicAddresses.some((address) => address.startsWith('https:'))
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const refusal = check(request, response)
    if (refusal) answer(response, refusal)
    return refusal === null
  }

  function check(request: IncomingMessage, response: ServerResponse): Refusal | null {
    let area = areaOf('/api')
    try {
      const path = pathOf(request.url ?? '')
      const below = path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path
      area = areaOf(below)
      if (!isOwnHost(request.headers.host, hosts))
        return { error: new AppError('MISDIRECTED', 'This host is not an address of this console.') }
      return refusalOf(request.method ?? '', below, area)
    } catch (error) {
      if (error instanceof AppError) return { error }
      throw error
    } finally {
      setSecurityHeaders(request, response, { area, isPublicHttps })
    }
  }
}

function answer(response: ServerResponse, { error, allow }: Refusal): void {
  const requestId = newRequestId()
  const problem = problemOf(error, requestId)
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json',
    'x-request-id': requestId,
    'cache-control': 'no-store',
    ...(allow === undefined ? {} : { allow }),
  })
  response.end(JSON.stringify(problem))
}

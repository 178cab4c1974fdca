import type { z } from 'zod'
import type { Endpoint, EndpointInput, PathParams } from '#lib/contract/endpoint.ts'
import { isAppError } from '#lib/errors.ts'
import { log } from '#server/observability/log.ts'
import { admit, newRequestId } from './admit.ts'
import type { BodyLease } from './body-budget.ts'
import type { ClusterCtx, Ctx } from './context.ts'
import { problemResponse } from './problem.ts'

/** What a verb of an endpoint is called with. */
export type InputOf<E> =
  E extends Endpoint<infer Path, infer Query, infer Body> ? EndpointInput<Path, Query, Body> : never

export type CtxOf<Path extends string> = 'cluster' extends PathParams<Path> ? ClusterCtx : Ctx

type Handler = (request: Request) => Promise<Response>

/** A response made by the verb itself, for bytes that are not JSON. */
export class RawResponse {
  readonly response: Response
  constructor(response: Response) {
    this.response = response
  }
}

const checkResponses = process.env['NODE_ENV'] !== 'production' || process.env['TAILRACE_CHECK_RESPONSES'] === '1'

/** Joins an endpoint of the contract to the verb that answers it. Outside production the answer is checked against its schema, too. */
export function route<Path extends string, Query extends z.ZodType, Body extends z.ZodType, Output extends z.ZodType>(
  endpoint: Endpoint<Path, Query, Body, Output>,
  verb: (
    ctx: CtxOf<Path>,
    input: InputOf<Endpoint<Path, Query, Body, Output>>,
  ) => Promise<z.input<Output> | RawResponse>,
): Handler {
  return async (request) => {
    const requestId = newRequestId()
    let body: BodyLease | undefined
    try {
      const admitted = await admit(endpoint, request, requestId)
      const { ctx, input } = admitted
      body = admitted.body
      const output = await verb(ctx as CtxOf<Path>, input as InputOf<Endpoint<Path, Query, Body, Output>>)
      if (output instanceof RawResponse) return output.response
      if (checkResponses) endpoint.output.parse(output)
      return Response.json(output, {
        status: endpoint.status,
        headers: { 'x-request-id': requestId, 'cache-control': 'no-store' },
      })
    } catch (error) {
      // The client left, and what was on its way was given up: nobody is there to be told.
      if (request.signal.aborted) return new Response(null, { status: 499 })
      if (!isAppError(error) || error.code === 'INTERNAL')
        log.error({ requestId, err: error }, `${endpoint.method} ${endpoint.path} failed`)
      return problemResponse(error, requestId)
    } finally {
      body?.release()
    }
  }
}

import type { z } from 'zod'
import type { Endpoint, EndpointInput, PathParams } from '#lib/contract/endpoint.ts'
import { isAppError } from '#lib/errors.ts'
import type { Owner } from '#server/limits/owner.ts'
import { log } from '#server/log.ts'
import { admit, newRequestId } from './admit.ts'
import type { ClusterCtx, Ctx } from './context.ts'
import { requireDocumented } from './documented.ts'
import { noteRefusal } from './note-refusal.ts'
import { problemResponse } from './problem.ts'
import { pulledBody } from './pulled-body.ts'

/** What a verb of an endpoint is called with. */
export type InputOf<E> =
  E extends Endpoint<infer Path, infer Query, infer Body> ? EndpointInput<Path, Query, Body> : never

export type CtxOf<Path extends string> = 'cluster' extends PathParams<Path> ? ClusterCtx : Ctx

type Handler = (request: Request) => Promise<Response>

/** A response made by the verb itself, for bytes that are not JSON and are there as a whole. */
export class RawResponse {
  readonly response: Response
  constructor(response: Response) {
    this.response = response
  }
}

/** Bytes that are made as the client takes them. An error breaks the connection off, so that no part is taken for the whole. */
export class ByteStream {
  pieces: AsyncIterable<Uint8Array>
  readonly headers: Record<string, string>
  constructor(pieces: AsyncIterable<Uint8Array>, headers: Record<string, string>) {
    this.pieces = pieces
    this.headers = headers
  }
}

const checkResponses = process.env['NODE_ENV'] !== 'production' || process.env['TAILRACE_CHECK_RESPONSES'] === '1'

/** Joins an endpoint of the contract to the verb that answers it. Outside production the answer is checked against the contract, too. */
export function route<Path extends string, Query extends z.ZodType, Body extends z.ZodType, Output extends z.ZodType>(
  endpoint: Endpoint<Path, Query, Body, Output>,
  verb: (
    ctx: CtxOf<Path>,
    input: InputOf<Endpoint<Path, Query, Body, Output>>,
  ) => Promise<z.input<Output> | RawResponse | ByteStream>,
): Handler {
  return async (request) => {
    const requestId = newRequestId()
    try {
      const { ctx, input } = await admit(endpoint, request, requestId)
      let output: Awaited<ReturnType<typeof verb>> | undefined
      try {
        output = await verb(ctx as CtxOf<Path>, input as InputOf<Endpoint<Path, Query, Body, Output>>)
      } finally {
        if (!(output instanceof ByteStream)) await ctx.owner.close()
      }
      if (output instanceof ByteStream || output instanceof RawResponse) {
        const response = output instanceof RawResponse ? output.response : byteResponse(output, ctx.owner)
        if (checkResponses) requireDocumented(endpoint, response)
        return response
      }
      if (checkResponses) endpoint.output.parse(output)
      return Response.json(output, {
        status: endpoint.status,
        headers: { 'x-request-id': requestId, 'cache-control': 'no-store' },
      })
    } catch (error) {
      // The client left, and what was on its way was given up: nobody is there to be told.
      noteRefusal(error, endpoint, request, requestId)
      if (request.signal.aborted) return new Response(null, { status: 499 })
      if (!isAppError(error) || error.code === 'INTERNAL')
        log.error({ requestId, err: error }, `${endpoint.method} ${endpoint.path} failed`)
      return problemResponse(error, requestId)
    }
  }
}

function byteResponse({ pieces, headers }: ByteStream, owner: Owner): Response {
  return new Response(pulledBody(pieces, { owner, onError: () => null }), {
    headers: { ...headers, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store, no-transform' },
  })
}

import { z } from 'zod'
import { Problem } from './problem.ts'
import type { Resource } from './resource.ts'
import type { Permission } from './session.ts'

const emptyObject = z.object({})
const emptyBody = z.strictObject({})
const JSON_TYPE = 'application/json'
/** Of a body that holds no records, schemas or lists of offsets. */
const MAX_BODY_BYTES = 256 << 10

type Fill = (sent: Record<string, unknown>) => Record<string, unknown>

/**
 * What answering takes: `free` is never refused, `cheap` looks at memory, `query` asks the brokers a few things, `scan` reads many records and has an end, `stream`
 * stays open until the client leaves. Each class has its own limits (docs/security.md, Limits).
 */
export type Cost = 'free' | 'cheap' | 'query' | 'scan' | 'stream'

/** An answer beside the ordinary one: of another type, or with another status. */
interface OtherAnswer {
  status?: number
  /** JSON unless it says otherwise. */
  type?: string
  schema: z.ZodType
}

/** A permission and what it is asked for. */
export interface Need {
  permission: Permission
  resources: Resource[]
}

type Preview = 'dryRun' | 'validateOnly'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** The names in braces of a path: `/clusters/{cluster}/topics/{topic}` gives `cluster | topic`. */
export type PathParams<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParams<Rest>
  : never

/** An endpoint without query or body adds no fields of its own. */
type Fields<Output> = Output extends Record<string, never> ? unknown : Output

/** What an endpoint is asked with once it was parsed: path parameters, query and body in one object. */
export type EndpointInput<Path extends string, Query extends z.ZodType, Body extends z.ZodType> = Record<
  PathParams<Path>,
  string
> &
  Fields<z.output<Query>> &
  Fields<z.output<Body>>

/**
 * One route of the HTTP contract as data. The server's `route()` and `streamRoute()`, the browser's `callApi()` and the OpenAPI document
 * are all made from it, so they cannot disagree.
 */
export interface Endpoint<
  Path extends string = string,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> {
  method: Method
  /** Below `/api/v1`, parameters in braces. */
  path: Path
  summary: string
  /** What the caller must be allowed to do; null for what anybody may ask. */
  permission: Permission | null
  /** What the permission is asked for. A method, so that lists of endpoints can hold all of them. */
  resources(input: EndpointInput<Path, Query, Body>): Resource[]
  /** Other permissions that this input takes. */
  alsoNeeds(input: EndpointInput<Path, Query, Body>): Need[]
  /** Changes something: refused on a read-only cluster and for a foreign origin. */
  write: boolean
  /** The field of the input by which a write only says what it would do: that is answered on a read-only cluster, too. */
  preview: Preview | null
  cost: Cost
  query: Query
  body: Body
  /** What the body is: JSON, or something else that the verb gets as a stream, `upload`. */
  bodyType: string
  /** A larger JSON body is refused, by its length before it is read. */
  maxBodyBytes: number
  /** Completes query and body before they are parsed: fields whose default depends on another. */
  fill: Fill | null
  /** The JSON answer; for a stream, one event's data (see `events`). */
  output: Output
  /** What the answer is; another type than JSON is written by the verb itself. */
  outputType: string
  status: number
  /** What the verb may answer instead. */
  others: OtherAnswer[]
  /** Server-sent events: the data's schema by event name. */
  events: Record<string, z.ZodType> | null
}

interface EndpointSpec<Path extends string, Query extends z.ZodType, Body extends z.ZodType, Output extends z.ZodType> {
  method?: Method
  path: Path
  summary: string
  permission: Permission | null
  resources: (input: EndpointInput<Path, Query, Body>) => Resource[]
  alsoNeeds?: (input: EndpointInput<Path, Query, Body>) => Need[]
  write?: boolean
  preview?: Preview
  /** `query` by default, of a stream `scan`. */
  cost?: Cost
  query?: Query
  body?: Body
  bodyType?: string
  maxBodyBytes?: number
  fill?: Fill
  output: Output
  outputType?: string
  status?: number
  others?: OtherAnswer[]
}

/** Describes a route that answers JSON. Only writes and explicit POSTs carry a body. */
export function endpoint<
  const Path extends string,
  Output extends z.ZodType,
  Query extends z.ZodType = z.ZodObject<Record<never, never>>,
  Body extends z.ZodType = z.ZodObject<Record<never, never>>,
>(spec: EndpointSpec<Path, Query, Body, Output>): Endpoint<Path, Query, Body, Output> {
  const method = spec.method ?? 'GET'
  return {
    method,
    path: spec.path,
    summary: spec.summary,
    permission: spec.permission,
    resources: spec.resources,
    alsoNeeds: spec.alsoNeeds ?? (() => []),
    preview: spec.preview ?? null,
    write: spec.write ?? method !== 'GET',
    cost: spec.cost ?? 'query',
    query: spec.query ?? (emptyObject as unknown as Query),
    body: spec.body ?? (emptyBody as unknown as Body),
    bodyType: spec.bodyType ?? JSON_TYPE,
    maxBodyBytes: spec.maxBodyBytes ?? MAX_BODY_BYTES,
    fill: spec.fill ?? null,
    output: spec.output,
    outputType: spec.outputType ?? JSON_TYPE,
    status: spec.status ?? 200,
    others: spec.others ?? [],
    events: null,
  }
}

/** Describes a route that streams server-sent events. `events` maps each event's name to the schema of its data; any stream may end with `problem`. */
export function stream<
  const Path extends string,
  Query extends z.ZodType = z.ZodObject<Record<never, never>>,
  Body extends z.ZodType = z.ZodObject<Record<never, never>>,
>(
  spec: Omit<EndpointSpec<Path, Query, Body, z.ZodType>, 'output'> & { events: Record<string, z.ZodType> },
): Endpoint<Path, Query, Body, z.ZodType> {
  return {
    ...endpoint({ ...spec, output: z.unknown(), write: spec.write ?? false, cost: spec.cost ?? 'scan' }),
    events: { ...spec.events, problem: Problem },
  }
}

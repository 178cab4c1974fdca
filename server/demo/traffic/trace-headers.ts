import type { IHeaders } from 'kafkajs'
import { hex } from './chance.ts'
import { headerText } from './clients.ts'

/** The headers of a new event: a correlation id and a W3C trace context that all that follows from it will share. */
export function newTrace(source: string): IHeaders {
  return {
    'correlation-id': `${hex(4)}-${hex(2)}-4${hex(2).slice(1)}-a${hex(2).slice(1)}-${hex(6)}`,
    traceparent: `00-${hex(16)}-${hex(8)}-01`,
    source,
    'content-type': 'application/json',
  }
}

/** The headers of what `source` makes out of a received event: the same trace, a new span. */
export function continueTrace(received: IHeaders | undefined, source: string): IHeaders {
  const fresh = newTrace(source)
  const traceId = headerText(received, 'traceparent')?.split('-')[1]
  return {
    ...fresh,
    'correlation-id': headerText(received, 'correlation-id') ?? fresh['correlation-id'],
    ...(traceId ? { traceparent: `00-${traceId}-${hex(8)}-01` } : {}),
  }
}

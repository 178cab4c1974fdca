/** The parts of kafkajs 2.2.4 that are used beside its public types; the version is pinned for them. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  export default class RequestQueue {
    constructor(options: Record<string, unknown>)
    pending: unknown[]
    throttledUntil: number
    throttleCheckTimeoutId: unknown
    scheduleCheckPendingRequests: (this: RequestQueue) => void
    checkPendingRequests(): void
    maybeThrottle(ms: number): void
    destroy(): void
  }
}

declare module 'kafkajs/src/network/connection.js' {
  export default class Connection {
    constructor(options: Record<string, unknown>)
    chunks: Buffer[]
    bytesBuffered: number
    processData: (this: Connection, data: Buffer) => void
  }
}

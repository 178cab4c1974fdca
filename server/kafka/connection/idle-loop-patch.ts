import RequestQueue from 'kafkajs/src/network/requestQueue/index.js'

/**
 * kafkajs 2.2.4 re-arms a timer about every millisecond on each open connection, even with nothing to send (tulios/kafkajs#1751).
 * The check is only needed while requests wait because the broker throttles this client (KIP-219), so without any it is not scheduled.
 */
export function patchIdleLoop(): void {
  const prototype = RequestQueue.prototype
  const original = prototype.scheduleCheckPendingRequests
  if ('tailracePatched' in original) return
  const patched = function scheduleCheckPendingRequests(this: InstanceType<typeof RequestQueue>): void {
    if (this.pending.length === 0) return
    original.call(this)
  }
  prototype.scheduleCheckPendingRequests = Object.assign(patched, { tailracePatched: true })
}

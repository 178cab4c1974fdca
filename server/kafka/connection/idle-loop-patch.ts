import RequestQueue from 'kafkajs/src/network/requestQueue/index.js'

/** kafkajs' own pause before it looks again at requests that wait for another reason than a throttle. */
const CHECK_PENDING_MS = 10
/** The longest delay a timer of Node can hold. */
const MAX_DELAY_MS = 2 ** 31 - 1

/**
 * Replaces kafkajs 2.2.4's timer for pending requests. Upstream re-arms it about every millisecond on each open connection, even with
 * nothing to send (tulios/kafkajs#1751), and with a negative delay, which Node 24 warns of. The check is only needed while requests wait
 * because the broker throttles this client (KIP-219), so without any it is not scheduled.
 */
export function patchIdleLoop(): void {
  RequestQueue.prototype.scheduleCheckPendingRequests = scheduleCheckPendingRequests
}

function scheduleCheckPendingRequests(this: InstanceType<typeof RequestQueue>): void {
  if (this.pending.length === 0 || this.throttleCheckTimeoutId) return
  const throttledForMs = this.throttledUntil - Date.now()
  const delayMs = throttledForMs > 0 ? Math.min(throttledForMs, MAX_DELAY_MS) : CHECK_PENDING_MS
  this.throttleCheckTimeoutId = setTimeout(() => {
    this.throttleCheckTimeoutId = null
    this.checkPendingRequests()
  }, delayMs)
}

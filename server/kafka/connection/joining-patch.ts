import Connection from 'kafkajs/src/network/connection.js'

/**
 * kafkajs 2.2.4 keeps what follows an answer, mostly nothing, and joins it with what arrives next, which copies every answer once more and
 * keeps the memory of the last one. Where nothing is left over, nothing is kept.
 */
export function patchJoining(): void {
  const prototype = Connection.prototype
  const original = prototype.processData
  if ('tailracePatched' in original) return
  const patched = function processData(this: InstanceType<typeof Connection>, data: Buffer): void {
    original.call(this, data)
    if (this.bytesBuffered === 0) this.chunks = []
  }
  prototype.processData = Object.assign(patched, { tailracePatched: true })
}

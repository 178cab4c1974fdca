/** The shop's traffic, all of it in this one process: about 47 records/s on the cluster whose address is the argument, until SIGTERM. */
import { shopClients } from './clients.ts'
import { runConnectSink } from './connect-sink.ts'
import { coordinatorsReady } from './groups.ts'
import { runOrderService } from './order-service.ts'
import { runPaymentService } from './payment-service.ts'
import { runShippingNotifier, runSlowAnalytics } from './readers.ts'
import { openStorefront } from './storefront.ts'

const CLOSE_WITHIN_MS = 3_000

const clients = shopClients(process.argv[2] ?? '')
let ending = false

/** Leaves the groups, so that the next start need not wait for members that are gone. */
function end(code: number): void {
  if (ending) return
  ending = true
  setTimeout(() => process.exit(code), CLOSE_WITHIN_MS).unref()
  void clients.close().then(() => process.exit(code))
}

process.on('uncaughtException', (error) => {
  console.error(error)
  end(1)
})
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => end(0))
}

await coordinatorsReady(clients)
// The readers first: a group without offsets starts at the end, and would miss what is written before it has joined.
await Promise.all([
  runOrderService(clients),
  runPaymentService(clients),
  runConnectSink(clients),
  runShippingNotifier(clients),
  runSlowAnalytics(clients),
])
await openStorefront(clients)

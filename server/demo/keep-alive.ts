import type { RunningConsole } from './start-console.ts'
import type { EmbeddedKafka } from './broker/start-kafka.ts'
import type { Traffic } from './run-traffic.ts'

interface Parts {
  kafka: EmbeddedKafka
  traffic: Traffic
  console: RunningConsole
  say: (line: string) => void
  onFailure: (line: string) => void
}

const CHECK_MS = 1_000
/** Long enough to look at the console during the outage. */
const OUTAGE_MS = 20_000
const TRAFFIC_PAUSE_MS = 3_000

/**
 * Starts Kafka and the traffic again when they have ended; the end of the console is a failure. So killing the broker's process shows
 * an outage and the recovery from it.
 * @returns what ends the watching
 */
export function keepAlive({ kafka, traffic, console, say, onFailure }: Parts): () => void {
  let over = false
  const nap = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms).unref())

  void console.process.exited.then((code) => {
    if (!over) onFailure(`The console ended with code ${code}. Its log: ${console.logFile}`)
  })
  const watchKafka = async () => {
    for (;;) {
      await nap(CHECK_MS)
      if (over) return
      if (kafka.nodes.every(({ id }) => kafka.isRunning(id))) continue
      say(`Kafka has ended; it is started again in ${OUTAGE_MS / 1000} s. The console shows the outage until then.`)
      await nap(OUTAGE_MS)
      if (over) return
      for (const { id } of kafka.nodes) await kafka.restart(id)
      say('Kafka is back.')
    }
  }
  const watchTraffic = async () => {
    for (;;) {
      await nap(TRAFFIC_PAUSE_MS)
      if (over) return
      if (!traffic.isRunning() && kafka.nodes.every(({ id }) => kafka.isRunning(id))) traffic.restart()
    }
  }
  watchKafka().catch((error: unknown) => {
    if (!over) onFailure(`Kafka could not be started again: ${error instanceof Error ? error.message : String(error)}`)
  })
  void watchTraffic()
  return () => {
    over = true
  }
}

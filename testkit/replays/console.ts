/** A console without pages, for tests that kill it: runs the replays of one cluster until it dies. */
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { installTestKeys } from '#testkit/trust/test-keys.ts'
import { replayRunner } from '#server/replays/replay-runner.ts'

installTestKeys()
const cluster = new KafkaCluster(testCluster(process.argv[2] ?? ''))
await cluster.start()
const runner = replayRunner(cluster)
setInterval(() => void runner.tick(), 100)
process.stdout.write('ready\n')
process.on('SIGTERM', () => {
  void runner.stop().then(() => process.exit(0))
})

import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { singleton } from './singleton.ts'

/** What works for a cluster in the background; it runs until it is stopped. */
interface Worker {
  run(): Promise<void>
  stop(): unknown
}

/** The one worker of its name for a cluster: started at the first use, stopped when the cluster is closed. */
export function onePerCluster<W extends Worker>(name: string, cluster: KafkaCluster, create: () => W): W {
  const workers = singleton(name, () => new Map<KafkaCluster, W>())
  const known = workers.get(cluster)
  if (known) return known
  const worker = create()
  workers.set(cluster, worker)
  cluster.onClose(() => {
    workers.delete(cluster)
    void worker.stop()
  })
  void worker.run()
  return worker
}

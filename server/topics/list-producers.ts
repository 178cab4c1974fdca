import type { Page } from '#lib/contract/common.ts'
import type { listProducers as contract, Producer } from '#lib/contract/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { paginate } from '#server/http/paginate.ts'
import type { InputOf } from '#server/http/route.ts'
import { describeProducers } from '#server/kafka/protocol/describe-producers.ts'
import { throwIfError } from '#server/kafka/protocol/error-codes.ts'

/** The producers that the leaders of a topic's partitions remember (KIP-664). @throws AppError UNSUPPORTED_BY_BROKER before Kafka 2.8 */
export async function listProducers({ cluster }: ClusterCtx, input: InputOf<typeof contract>): Promise<Page<Producer>> {
  const topic = await cluster.topic(input.topic, { maxAgeMs: 2_000 })
  const led = topic.partitions.filter(({ leader }) => leader >= 0)
  const byLeader = Map.groupBy(led, ({ leader }) => leader)
  const answers = await Promise.all(
    [...byLeader].map(async ([leader, partitions]) =>
      cluster.send(leader, describeProducers, {
        topics: [{ name: topic.name, partitionIndexes: partitions.map(({ partition }) => partition) }],
      }),
    ),
  )
  const items = answers
    .flatMap(({ topics }) => topics.flatMap(({ partitions }) => partitions))
    .flatMap(({ partitionIndex, errorCode, errorMessage, activeProducers }) => {
      throwIfError(errorCode, `Could not list the producers of partition ${partitionIndex}`, errorMessage)
      return activeProducers.map((producer): Producer => ({
        partition: partitionIndex,
        producerId: producer.producerId.toString(),
        producerEpoch: producer.producerEpoch,
        lastSequence: producer.lastSequence,
        lastTimestamp: producer.lastTimestamp < 0n ? null : Number(producer.lastTimestamp),
        openTransactionFrom: producer.currentTxnStartOffset < 0n ? null : producer.currentTxnStartOffset.toString(),
      }))
    })
  return paginate(items, input, {
    searched: ({ producerId }) => producerId,
    column: (producer, column) => {
      if (column === 'producerId') return BigInt(producer.producerId)
      if (column === 'openTransactionFrom')
        return producer.openTransactionFrom === null ? null : BigInt(producer.openTransactionFrom)
      return column === 'lastTimestamp' ? producer.lastTimestamp : producer.partition
    },
  })
}

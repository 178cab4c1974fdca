import type { BrokerList, QuorumMember } from '#lib/contract/brokers.ts'
import { isAppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { describeQuorum } from '#server/kafka/protocol/describe-quorum.ts'
import { throwIfError } from '#server/kafka/protocol/error-codes.ts'

const METADATA_TOPIC = '__cluster_metadata'

/** The KRaft quorum, or in a sentence why it cannot be told. */
export async function readQuorum(cluster: KafkaCluster): Promise<Pick<BrokerList, 'quorum' | 'quorumProblem'>> {
  try {
    if (!(await cluster.supports(describeQuorum))) {
      return {
        quorum: null,
        quorumProblem:
          'This cluster has no KRaft quorum: it keeps its metadata in ZooKeeper, or its brokers do not tell.',
      }
    }
    return { quorum: await askQuorum(cluster), quorumProblem: null }
  } catch (error) {
    return { quorum: null, quorumProblem: isAppError(error) ? error.message : 'The quorum could not be read.' }
  }
}

async function askQuorum(cluster: KafkaCluster): Promise<NonNullable<BrokerList['quorum']>> {
  const answer = await cluster.send('any', describeQuorum, {
    topics: [{ topicName: METADATA_TOPIC, partitions: [{ partitionIndex: 0 }] }],
  })
  throwIfError(answer.errorCode, 'The quorum could not be read', answer.errorMessage)
  const partition = answer.topics[0]?.partitions[0]
  throwIfError(partition?.errorCode ?? -1, 'The quorum could not be read', partition?.errorMessage)
  const { leaderId, leaderEpoch, currentVoters = [], observers = [] } = partition ?? { leaderId: -1, leaderEpoch: -1 }
  const end = currentVoters.find(({ replicaId }) => replicaId === leaderId)?.logEndOffset ?? 0n
  const member =
    (role: 'voter' | 'observer') =>
    (replica: (typeof currentVoters)[number]): QuorumMember => ({
      id: replica.replicaId,
      role: replica.replicaId === leaderId ? 'leader' : role,
      logEndOffset: replica.logEndOffset.toString(),
      lag: (end > replica.logEndOffset ? end - replica.logEndOffset : 0n).toString(),
      lastCaughtUpAt: replica.lastCaughtUpTimestamp > 0n ? Number(replica.lastCaughtUpTimestamp) : null,
    })
  return {
    leaderId,
    epoch: leaderEpoch,
    members: [...currentVoters.map(member('voter')), ...observers.map(member('observer'))],
  }
}

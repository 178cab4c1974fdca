/**
 * What Kafka's coordinators write into their internal topics, by the number their keys begin with. Names and versions are those of Kafka's
 * message definitions (group-, transaction- and share-coordinator, up to 4.3).
 *
 * A field is `name:type`; `?` may be null, `@2+` or `@1` are the versions it is in, `#0` is its tag; `{…}` is a struct and `[…]` an array.
 */
export interface RecordText {
  name: string
  key: string
  value: string
  /** From which version on the value is encoded the flexible way (KIP-482); keys never are. */
  flexible: number
  /** The last version that is known. */
  latest: number
}

const TOPIC_PARTITIONS = '[{topicId:uuid partitions:[int32] assignmentEpochs:[int32]?#0}]'
const TASKS = '[{subtopologyId:string partitions:[int32] assignmentEpochs:[int32]?#0}]'
const MEMBER = 'groupId:string memberId:string'
const TARGET = 'assignmentEpoch:int32 assignmentTimestamp:int64#0'
const TOPIC = '{name:string partitions:int32 replicationFactor:int16 topicConfigs:[{key:string value:string}]}'
const SHARE_PARTITION = 'groupId:string topicId:uuid partition:int32'
const SHARE_BATCHES = 'stateBatches:[{firstOffset:int64 lastOffset:int64 deliveryState:int8 deliveryCount:int16}]'

const OFFSET_COMMIT: RecordText = {
  name: 'offsetCommit',
  key: 'group:string topic:string partition:int32',
  value:
    'offset:int64 leaderEpoch:int32@3+ metadata:string commitTimestamp:int64 expireTimestamp:int64@1 topicId:uuid@4+#0',
  flexible: 4,
  latest: 4,
}

/** A record that had one version so far, flexible from the beginning. */
function first(name: string, key: string, value: string): RecordText {
  return { name, key, value, flexible: 0, latest: 0 }
}

const GROUPS: Record<number, RecordText> = {
  0: OFFSET_COMMIT,
  1: OFFSET_COMMIT,
  2: {
    name: 'groupMetadata',
    key: 'group:string',
    value:
      'protocolType:string generation:int32 protocol:string? leader:string? currentStateTimestamp:int64@2+ members:[{memberId:string groupInstanceId:string?@3+ clientId:string clientHost:string rebalanceTimeout:int32@1+ sessionTimeout:int32 subscription:bytes assignment:bytes}]',
    flexible: 4,
    latest: 4,
  },
  3: first('consumerGroupMetadata', 'groupId:string', 'epoch:int32 metadataHash:int64#0'),
  4: first(
    'consumerGroupPartitionMetadata',
    'groupId:string',
    'topics:[{topicId:uuid topicName:string numPartitions:int32 partitionMetadata:[{partition:int32 racks:[string]}]}]',
  ),
  5: first(
    'consumerGroupMemberMetadata',
    MEMBER,
    'instanceId:string? rackId:string? clientId:string clientHost:string subscribedTopicNames:[string] subscribedTopicRegex:string? rebalanceTimeoutMs:int32 serverAssignor:string? classicMemberMetadata:{sessionTimeoutMs:int32 supportedProtocols:[{name:string metadata:bytes}]}?#0',
  ),
  6: first('consumerGroupTargetAssignmentMetadata', 'groupId:string', TARGET),
  7: first('consumerGroupTargetAssignmentMember', MEMBER, 'topicPartitions:[{topicId:uuid partitions:[int32]}]'),
  8: first(
    'consumerGroupCurrentMemberAssignment',
    MEMBER,
    `memberEpoch:int32 previousMemberEpoch:int32 state:int8 assignedPartitions:${TOPIC_PARTITIONS} partitionsPendingRevocation:${TOPIC_PARTITIONS}`,
  ),
  10: first(
    'shareGroupMemberMetadata',
    MEMBER,
    'rackId:string? clientId:string clientHost:string subscribedTopicNames:[string]',
  ),
  11: first('shareGroupMetadata', 'groupId:string', 'epoch:int32 metadataHash:int64'),
  12: first('shareGroupTargetAssignmentMetadata', 'groupId:string', TARGET),
  13: first('shareGroupTargetAssignmentMember', MEMBER, 'topicPartitions:[{topicId:uuid partitions:[int32]}]'),
  14: first(
    'shareGroupCurrentMemberAssignment',
    MEMBER,
    'memberEpoch:int32 previousMemberEpoch:int32 state:int8 assignedPartitions:[{topicId:uuid partitions:[int32]}]',
  ),
  15: first(
    'shareGroupStatePartitionMetadata',
    'groupId:string',
    'initializingTopics:[{topicId:uuid topicName:string partitions:[int32]}] initializedTopics:[{topicId:uuid topicName:string partitions:[int32]}] deletingTopics:[{topicId:uuid topicName:string}]',
  ),
  16: first(
    'consumerGroupRegularExpression',
    'groupId:string regularExpression:string',
    'topics:[string] version:int64 timestamp:int64',
  ),
  17: first(
    'streamsGroupMetadata',
    'groupId:string',
    'epoch:int32 metadataHash:int64 validatedTopologyEpoch:int32#0 lastAssignmentConfigs:[{key:string value:string}]?#1',
  ),
  19: first(
    'streamsGroupMemberMetadata',
    MEMBER,
    'instanceId:string? rackId:string? clientId:string clientHost:string rebalanceTimeoutMs:int32 topologyEpoch:int32 processId:string userEndpoint:{host:string port:uint16}? clientTags:[{key:string value:string}]',
  ),
  20: first('streamsGroupTargetAssignmentMetadata', 'groupId:string', TARGET),
  21: first(
    'streamsGroupTargetAssignmentMember',
    MEMBER,
    'activeTasks:[{subtopologyId:string partitions:[int32]}] standbyTasks:[{subtopologyId:string partitions:[int32]}] warmupTasks:[{subtopologyId:string partitions:[int32]}]',
  ),
  22: first(
    'streamsGroupCurrentMemberAssignment',
    MEMBER,
    `memberEpoch:int32 previousMemberEpoch:int32 state:int8 activeTasks:${TASKS} standbyTasks:${TASKS} warmupTasks:${TASKS} activeTasksPendingRevocation:${TASKS} standbyTasksPendingRevocation:${TASKS} warmupTasksPendingRevocation:${TASKS}`,
  ),
  23: first(
    'streamsGroupTopology',
    'groupId:string',
    `epoch:int32 subtopologies:[{subtopologyId:string sourceTopics:[string] sourceTopicRegex:[string] stateChangelogTopics:[${TOPIC}] repartitionSinkTopics:[string] repartitionSourceTopics:[${TOPIC}] copartitionGroups:[{sourceTopics:[int16] sourceTopicRegex:[int16] repartitionSourceTopics:[int16]}]}]`,
  ),
}

const TRANSACTIONS: Record<number, RecordText> = {
  0: {
    name: 'transaction',
    key: 'transactionalId:string',
    value:
      'producerId:int64 previousProducerId:int64#0 nextProducerId:int64#1 producerEpoch:int16 nextProducerEpoch:int16#3 transactionTimeoutMs:int32 transactionStatus:int8 transactionPartitions:[{topic:string partitionIds:[int32]}]? transactionLastUpdateTimestampMs:int64 transactionStartTimestampMs:int64 clientTransactionVersion:int16#2',
    flexible: 1,
    latest: 1,
  },
}

const SHARE_STATE: Record<number, RecordText> = {
  0: first(
    'shareSnapshot',
    SHARE_PARTITION,
    `snapshotEpoch:int32 stateEpoch:int32 leaderEpoch:int32 startOffset:int64 deliveryCompleteCount:int32#0 createTimestamp:int64 writeTimestamp:int64 ${SHARE_BATCHES}`,
  ),
  1: first(
    'shareUpdate',
    SHARE_PARTITION,
    `snapshotEpoch:int32 leaderEpoch:int32 startOffset:int64 deliveryCompleteCount:int32#0 ${SHARE_BATCHES}`,
  ),
}

/** The internal topics that can be read, with their records by number. */
export const INTERNAL_TOPICS: ReadonlyMap<string, Readonly<Record<number, RecordText>>> = new Map([
  ['__consumer_offsets', GROUPS],
  ['__transaction_state', TRANSACTIONS],
  ['__share_group_state', SHARE_STATE],
])

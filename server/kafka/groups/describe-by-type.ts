import type { Subtopology, TopicPartitions } from '#lib/contract/groups.ts'
import { decodeAssignment, decodeSubscription } from '../protocol/assignment.ts'
import type { consumerGroupDescribe } from '../protocol/consumer-group-describe.ts'
import type { describeGroups } from '../protocol/describe-groups.ts'
import type { Api } from '../protocol/api.ts'
import type { shareGroupDescribe } from '../protocol/share-group-describe.ts'
import type { streamsGroupDescribe } from '../protocol/streams-group-describe.ts'
import type { GroupDescription } from './group-model.ts'

type GroupOf<A> = A extends Api<never, { groups: (infer Group)[] }> ? Group : never
type ClassicGroup = GroupOf<typeof describeGroups>
type ConsumerGroup = GroupOf<typeof consumerGroupDescribe>
type ShareGroup = GroupOf<typeof shareGroupDescribe>
type StreamsGroup = GroupOf<typeof streamsGroupDescribe>

/** Members of a protocol other than "consumer" (Connect workers, registries) are shown, but their bytes are their own. */
export function classicDescription(group: ClassicGroup): GroupDescription {
  const consumers = group.protocolType === 'consumer'
  return {
    type: 'classic',
    state: group.groupState,
    protocolType: group.protocolType,
    assignor: group.protocolData || null,
    groupEpoch: null,
    assignmentEpoch: null,
    topology: null,
    members: group.members.map((member) => {
      const subscription = consumers ? decodeSubscription(member.memberMetadata) : null
      const assignment = consumers ? decodeAssignment(member.memberAssignment) : null
      return {
        id: member.memberId,
        instanceId: member.groupInstanceId,
        clientId: member.clientId,
        host: hostOf(member.clientHost),
        rack: subscription?.rackId ?? null,
        epoch: null,
        subscription: subscription?.topics ?? [],
        subscriptionRegex: null,
        assignment: assignment?.assignedPartitions ?? null,
        targetAssignment: null,
        tasks: null,
      }
    }),
  }
}

export function consumerDescription(group: ConsumerGroup): GroupDescription {
  return {
    ...epochsOf(group),
    type: 'consumer',
    protocolType: 'consumer',
    assignor: group.assignorName || null,
    topology: null,
    members: group.members.map((member) => ({
      ...identityOf(member),
      instanceId: member.instanceId,
      subscription: member.subscribedTopicNames,
      subscriptionRegex: member.subscribedTopicRegex || null,
      assignment: named(member.assignment.topicPartitions),
      targetAssignment: named(member.targetAssignment.topicPartitions),
      tasks: null,
    })),
  }
}

export function shareDescription(group: ShareGroup): GroupDescription {
  return {
    ...epochsOf(group),
    type: 'share',
    protocolType: 'share',
    assignor: group.assignorName || null,
    topology: null,
    members: group.members.map((member) => ({
      ...identityOf(member),
      instanceId: null,
      subscription: member.subscribedTopicNames,
      subscriptionRegex: null,
      assignment: named(member.assignment.topicPartitions),
      targetAssignment: null,
      tasks: null,
    })),
  }
}

/** Tasks are numbered by subtopology; what a member reads follows from the topology's source topics. */
export function streamsDescription(group: StreamsGroup): GroupDescription {
  const topology: Subtopology[] | null =
    group.topology?.subtopologies?.map((subtopology) => ({
      id: subtopology.subtopologyId,
      sourceTopics: subtopology.sourceTopics,
      sinkTopics: subtopology.repartitionSinkTopics,
      repartitionTopics: subtopology.repartitionSourceTopics.map(({ name }) => name),
      changelogTopics: subtopology.stateChangelogTopics.map(({ name }) => name),
    })) ?? null
  const sources = new Map(
    topology?.map(({ id, sourceTopics, repartitionTopics }) => [id, [...sourceTopics, ...repartitionTopics]]),
  )
  return {
    ...epochsOf(group),
    type: 'streams',
    protocolType: 'streams',
    assignor: null,
    topology,
    members: group.members.map((member) => ({
      ...identityOf(member),
      instanceId: member.instanceId,
      subscription: [...new Set([...sources.values()].flat())],
      subscriptionRegex: null,
      assignment: readBy(member.assignment.activeTasks, sources),
      targetAssignment: readBy(member.targetAssignment.activeTasks, sources),
      tasks: {
        active: member.assignment.activeTasks,
        standby: member.assignment.standbyTasks,
        warmup: member.assignment.warmupTasks,
      },
    })),
  }
}

interface Task {
  subtopologyId: string
  partitions: number[]
}

function readBy(tasks: Task[], sources: ReadonlyMap<string, string[]>): TopicPartitions[] {
  return tasks.flatMap(({ subtopologyId, partitions }) =>
    (sources.get(subtopologyId) ?? []).map((topic) => ({ topic, partitions })),
  )
}

function epochsOf(group: {
  groupState: string
  groupEpoch: number
  assignmentEpoch: number
}): Pick<GroupDescription, 'state' | 'groupEpoch' | 'assignmentEpoch'> {
  return { state: group.groupState, groupEpoch: group.groupEpoch, assignmentEpoch: group.assignmentEpoch }
}

function identityOf(member: {
  memberId: string
  rackId: string | null
  memberEpoch: number
  clientId: string
  clientHost: string
}) {
  return {
    id: member.memberId,
    clientId: member.clientId,
    host: hostOf(member.clientHost),
    rack: member.rackId || null,
    epoch: member.memberEpoch,
  }
}

function named(assignment: { topicName: string; partitions: number[] }[]): TopicPartitions[] {
  return assignment.map(({ topicName, partitions }) => ({ topic: topicName, partitions }))
}

/** The broker prints an address without a name as `/10.0.0.7`. */
function hostOf(text: string): string {
  return text.replace(/^\//, '')
}

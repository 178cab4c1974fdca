/** Where a resource is: the cluster of the request's path unless named. */
interface InCluster {
  cluster?: string | undefined
}

/**
 * What a permission is asked for. Every endpoint of the contract names its resources from its input; verbs name those that only show
 * once something was read, such as the topics that a replay writes to.
 */
export type Resource =
  /** The console itself: what belongs to no cluster. */
  | { kind: 'console' }
  /** A cluster as a whole, with its brokers; also its lists, whose items are asked for one by one. */
  | ({ kind: 'cluster' } & InCluster)
  /** `internal`: Kafka marks the topic as its own, whatever its name. */
  | ({ kind: 'topic'; topic: string; internal?: boolean } & InCluster)
  | ({ kind: 'group'; group: string } & InCluster)
  | ({ kind: 'subject'; subject: string } & InCluster)
  | ({ kind: 'connector'; connect: string; connector: string } & InCluster)
  | ({ kind: 'principal'; principal: string } & InCluster)
  | ({ kind: 'transaction'; transactionalId: string } & InCluster)
  | ({ kind: 'replay'; replay: string } & InCluster)
  /** `view` is null for one that is to be saved. */
  | ({ kind: 'view'; topic: string; view: string | null } & InCluster)
  | ({ kind: 'webhook'; webhook: string } & InCluster)
  /** The audit log, of all clusters unless one is named. */
  | ({ kind: 'audit' } & InCluster)

export const ofConsole = (): Resource[] => [{ kind: 'console' }]
export const ofCluster = (): Resource[] => [{ kind: 'cluster' }]
export const ofTopic = ({ topic }: { topic: string }): Resource[] => [{ kind: 'topic', topic }]
export const ofGroup = ({ group }: { group: string }): Resource[] => [{ kind: 'group', group }]
export const ofSubject = ({ subject }: { subject: string }): Resource[] => [{ kind: 'subject', subject }]
export const ofReplay = ({ replay }: { replay: string }): Resource[] => [{ kind: 'replay', replay }]

/** Where reading starts at the committed offsets of a group, this shows them. */
export function needsOfStart({ from, group }: { from: string; group?: string | undefined }) {
  return from === 'group' && group !== undefined
    ? [{ permission: 'group.view' as const, resources: [{ kind: 'group' as const, group }] }]
    : []
}

/** Dead letters are records: whoever sees them must be allowed to see the topic's records. */
export const needsRecords = (input: { topic: string }) => [
  { permission: 'record.view' as const, resources: ofTopic(input) },
]

/** Of topics that may be given as patterns: those named, besides the cluster. What a pattern finds is asked for once it is known. */
export function ofTopics(names: readonly string[]): Resource[] {
  const topics = names.filter((name) => !name.includes('*'))
  return [{ kind: 'cluster' }, ...topics.map((topic): Resource => ({ kind: 'topic', topic }))]
}
